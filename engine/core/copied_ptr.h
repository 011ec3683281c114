// SPDX-License-Identifier: MIT
/// A member that is kept apart from its class, and yet is copied with it.
#pragma once

#include <memory>

namespace leadline::core
{

/// Never null but after it was moved from. `T` may be incomplete where nothing is copied or destroyed.
template <class T> class CopiedPtr
{
public:
    CopiedPtr(std::unique_ptr<T> object)
        : m_object(std::move(object))
    {
    }
    CopiedPtr(const CopiedPtr& other)
        : m_object(std::make_unique<T>(*other.m_object))
    {
    }
    CopiedPtr& operator=(const CopiedPtr&) = delete;
    CopiedPtr(CopiedPtr&&) noexcept = default;
    CopiedPtr& operator=(CopiedPtr&&) noexcept = default;
    ~CopiedPtr() = default;

    [[nodiscard]] T& operator*() const { return *m_object; }
    [[nodiscard]] T* operator->() const { return m_object.get(); }

private:
    std::unique_ptr<T> m_object;
};

} // namespace leadline::core

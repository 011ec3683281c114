// SPDX-License-Identifier: MIT
/// A model that is replaced as soon as its file holds another one.
#pragma once

#include "engine/core/time.h"
#include "engine/signals/model.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace leadline::signals
{

/// Looks at the file no more than once a second. Another model in it is taken over at once where it is good; where it
/// is not, the one that works stays. A file that is still being written gets another second to become good before
/// anything is said of it. Thread: one at a time.
class ModelFile
{
public:
    /// What a model must be beside readable; a defect is said without the file's name.
    using Check = std::function<core::Result<void>(const Model&)>;
    explicit ModelFile(std::filesystem::path path, Check check = {});

    /// Looks, and gives what there is to say of it: a line each. The first look is at once.
    [[nodiscard]] std::vector<std::string> poll(core::Duration steady);
    /// Null: there is none that works.
    [[nodiscard]] Model* model() { return m_model ? &*m_model : nullptr; }
    /// The model does not work: it is not scored any more, until its file holds another one.
    void drop() { m_model.reset(); }
    /// When the file was written that the model came from.
    [[nodiscard]] core::Timestamp written() const { return m_written; }
    /// Counts the models that were taken over.
    [[nodiscard]] int replacements() const { return m_replacements; }

private:
    struct Stamp {
        std::filesystem::file_time_type time;
        std::uintmax_t size = 0;
        bool operator==(const Stamp&) const = default;
    };
    [[nodiscard]] std::optional<Stamp> stampOfFile() const;
    [[nodiscard]] core::Result<Model> load() const;
    [[nodiscard]] std::vector<std::string> take(Model model, const std::optional<Stamp>& stamp);

    std::filesystem::path m_path;
    Check m_check;
    std::optional<Model> m_model;
    core::Timestamp m_written{};
    int m_replacements = 0;
    std::optional<core::Duration> m_looked;
    std::optional<Stamp> m_known; ///< of the content that was taken over, or was refused and said so
    std::optional<Stamp> m_bad; ///< of a content that was not good at the look before
    bool m_isKnown = false; ///< something was said of m_known, which may be that there is no file
    bool m_isBad = false;
};

} // namespace leadline::signals

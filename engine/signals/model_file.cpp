// SPDX-License-Identifier: MIT
#include "engine/signals/model_file.h"

#include <chrono>
#include <utility>

namespace leadline::signals
{

namespace
{

constexpr std::chrono::seconds lookEvery{1};

core::Timestamp timeOf(std::filesystem::file_time_type time)
{
    return std::chrono::time_point_cast<core::Duration>(std::chrono::file_clock::to_sys(time));
}

} // namespace

ModelFile::ModelFile(std::filesystem::path path, Check check)
    : m_path(std::move(path))
    , m_check(std::move(check))
{
}

std::optional<ModelFile::Stamp> ModelFile::stampOfFile() const
{
    std::error_code failed;
    const auto time = std::filesystem::last_write_time(m_path, failed);
    const std::uintmax_t size = failed ? 0 : std::filesystem::file_size(m_path, failed);
    return failed ? std::nullopt : std::optional(Stamp{.time = time, .size = size});
}

core::Result<Model> ModelFile::load() const
{
    auto model = Model::load(m_path);
    if (model && m_check) {
        if (const auto fine = m_check(*model); !fine) {
            return core::defect(m_path.string() + ": " + fine.error().what);
        }
    }
    return model;
}

std::vector<std::string> ModelFile::poll(core::Duration steady)
{
    if (m_looked && steady - *m_looked < lookEvery) {
        return {};
    }
    const bool isFirst = !m_looked;
    m_looked = steady;
    const auto stamp = stampOfFile();
    if (m_isKnown && stamp == m_known) {
        m_isBad = false;
        return {};
    }
    auto model = load();
    if (model) {
        return take(std::move(*model), stamp);
    }
    if (!isFirst && !(m_isBad && m_bad == stamp)) {
        m_isBad = true;
        m_bad = stamp;
        return {};
    }
    m_isBad = false;
    m_known = stamp;
    m_isKnown = true;
    return {
        m_model ? model.error().what + "; model " + m_model->digest() + " stays" : "No model: " + model.error().what};
}

std::vector<std::string> ModelFile::take(Model model, const std::optional<Stamp>& stamp)
{
    m_isBad = false;
    m_known = stamp;
    m_isKnown = true;
    m_written = stamp ? timeOf(stamp->time) : core::Timestamp();
    if (m_model && m_model->digest() == model.digest()) {
        return {}; // written anew, and the same
    }
    std::vector<std::string> said;
    if (m_replacements++ > 0) {
        said.push_back(m_path.string() + ": model " + model.digest() + " is in force now"
            + (m_model ? ", in place of " + m_model->digest() : ""));
    }
    said.insert(said.end(), model.warnings().begin(), model.warnings().end());
    m_model = std::move(model);
    return said;
}

} // namespace leadline::signals

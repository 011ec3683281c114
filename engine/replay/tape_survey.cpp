// SPDX-License-Identifier: MIT
#include "engine/replay/tape_survey.h"

#include "engine/tape/recording.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace leadline::replay
{

namespace
{

/// Venues name their symbols before they open; heartbeats of the hours before that, and the names, fit well into this.
constexpr int packetsToSurvey = 200'000;
constexpr std::size_t symbolsToName = 5;

using Kind = core::MarketMessage::Kind;

class Surveyor
{
public:
    explicit Surveyor(const venues::Venue& venue)
        : m_decoder(venue.makeDecoder())
    {
    }

    void hear(std::string_view bytes, const tape::Recording& recording, TapeSurvey& survey)
    {
        const auto decoded = m_decoder->decode(bytes, m_message);
        if (!decoded && survey.problem.empty()) {
            survey.problem = recording.where() + ": " + decoded.error().what;
        }
        bool hasMore = decoded || m_decoder->next(m_message);
        for (; hasMore; hasMore = m_decoder->next(m_message)) {
            note(survey);
        }
    }
    [[nodiscard]] std::vector<core::Symbol> symbols() const { return {m_symbols.begin(), m_symbols.end()}; }

private:
    void note(TapeSurvey& survey)
    {
        if (!m_message.symbol.isEmpty()) {
            m_symbols.insert(m_message.symbol);
        }
        m_hasDescribed = m_hasDescribed || m_message.kind == Kind::Instrument;
        const bool opens = m_message.kind == Kind::Status && m_message.symbol.isEmpty()
            && m_message.status == core::TradingStatus::Online;
        survey.isWhole = survey.isWhole || (opens && m_hasDescribed);
    }

    std::unique_ptr<venues::MarketDecoder> m_decoder;
    core::MarketMessage m_message;
    std::set<core::Symbol> m_symbols;
    bool m_hasDescribed = false;
};

std::string listed(std::span<const core::Symbol> symbols)
{
    std::string text;
    for (const core::Symbol& symbol : symbols.first(std::min(symbols.size(), symbolsToName))) {
        text += (text.empty() ? "" : ", ") + symbol.text();
    }
    return symbols.size() > symbolsToName ? text + " ..." : text;
}

} // namespace

TapeSurvey surveyTape(const std::filesystem::path& path, const venues::Venue& venue)
{
    TapeSurvey survey;
    auto recording = tape::Recording::open(path);
    if (!recording) {
        survey.problem = recording.error().what;
        return survey;
    }
    Surveyor surveyor(venue);
    for (int i = 0; i < packetsToSurvey && !survey.isWhole; ++i) {
        const auto step = recording->next();
        if (step == tape::Recording::Step::Message) {
            surveyor.hear(recording->message().bytes, *recording, survey);
            continue;
        }
        survey.isWhole = step == tape::Recording::Step::End;
        if (step != tape::Recording::Step::End && survey.problem.empty()) {
            survey.problem = recording->problem();
        }
        if (step == tape::Recording::Step::Broken) {
            break;
        }
    }
    survey.symbols = surveyor.symbols();
    return survey;
}

core::Result<std::vector<core::Symbol>> chooseSymbols(
    const std::filesystem::path& path, const venues::Venue& venue, std::span<const core::Symbol> wanted)
{
    const TapeSurvey survey = surveyTape(path, venue);
    if (survey.symbols.empty() && (survey.isWhole || !survey.problem.empty())) {
        return core::defect(survey.problem.empty() ? path.string() + ": names no symbol" : survey.problem);
    }
    const std::string held = (survey.isWhole ? "" : "at least ") + std::to_string(survey.symbols.size()) + " symbols";
    if (wanted.empty()) {
        if (survey.isWhole && survey.symbols.size() == 1) {
            return survey.symbols;
        }
        return core::defect(path.string() + " holds " + held + " (" + listed(survey.symbols)
            + "); name those you want with --symbol (--tape-symbol for the window)");
    }
    std::vector<core::Symbol> chosen;
    std::ranges::copy_if(wanted, std::back_inserter(chosen), [&](const core::Symbol& symbol) {
        return !survey.isWhole || std::ranges::binary_search(survey.symbols, symbol);
    });
    if (chosen.empty()) {
        return core::defect(
            path.string() + " has no " + listed(wanted) + ": it holds " + held + " (" + listed(survey.symbols) + ")");
    }
    return chosen;
}

} // namespace leadline::replay

// SPDX-License-Identifier: MIT
#include "engine/drill/paper_trial_file.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"

#include <algorithm>

namespace leadline::drill
{

namespace
{

double secondsOf(core::Duration time)
{
    return std::chrono::duration<double>(time).count();
}

core::Duration durationOf(double value)
{
    return std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(value));
}

std::string textOf(core::Timestamp time)
{
    return std::to_string(core::nanosecondsOf(time));
}

double numberIn(const json::Tree& tree)
{
    return tree.number(calibration::ParentOrder::unknown);
}

core::Timestamp timeIn(const json::Tree& tree)
{
    return core::fromNanoseconds(tree.whole());
}

std::string lineOf(const PaperTrialSettings& settings)
{
    return json::ObjectWriter()
               .text("begin", settings.window.name)
               .number("every_seconds", secondsOf(settings.every))
               .number("horizon_seconds", secondsOf(settings.horizon))
               .number("notional", settings.notional)
               .str()
        + '\n';
}

bool isOf(const json::Tree& tree, const PaperTrialSettings& settings)
{
    return tree["begin"].text() == settings.window.name && tree["every_seconds"].number(0) == secondsOf(settings.every)
        && tree["horizon_seconds"].number(0) == secondsOf(settings.horizon)
        && tree["notional"].number(0) == settings.notional;
}

std::optional<lab::StudyPolicy> policyNamed(std::string_view name)
{
    for (std::size_t i = 0; i < lab::studyPolicies; ++i) {
        const auto policy = static_cast<lab::StudyPolicy>(i);
        if (name == lab::nameOf(policy)) {
            return policy;
        }
    }
    return std::nullopt;
}

std::string lineOf(const TrialOrder& order)
{
    const calibration::ParentOrder& parent = order.parent;
    return json::ObjectWriter()
               .number("arrival_mid", parent.arrivalMid)
               .number("baseline_bps", parent.baselineBps)
               .flag("buys", parent.side == core::Side::Bid)
               .text("decided", textOf(parent.decided))
               .number("fees", parent.fees)
               .text("filled", parent.filled.text())
               .text("first_fill", textOf(parent.firstFill))
               .text("id", parent.id)
               .text("late", parent.late.text())
               .number("maker_value", parent.makerValue)
               .text("order", lab::nameOf(order.policy))
               .whole("rejected", order.rejected)
               .flag("sent", order.wasSent)
               .text("size", parent.size.text())
               .text("symbol", parent.symbol.view())
               .number("value", parent.filledValue)
               .text("venue", parent.venue.view())
               .text("why", order.why)
               .str()
        + '\n';
}

core::Result<TrialOrder> orderIn(const json::Tree& tree)
{
    const auto policy = policyNamed(tree["order"].text());
    if (!policy) {
        return core::defect("no policy is named " + tree["order"].text());
    }
    TrialOrder order{.policy = *policy,
        .wasSent = tree["sent"].isTrue(),
        .why = std::string(tree["why"].text()),
        .rejected = static_cast<int>(tree["rejected"].whole())};
    calibration::ParentOrder& parent = order.parent;
    parent.id = tree["id"].text();
    parent.venue = core::VenueId(tree["venue"].text());
    parent.symbol = core::Symbol(tree["symbol"].text());
    parent.side = tree["buys"].isTrue() ? core::Side::Bid : core::Side::Ask;
    parent.strategy = std::string(lab::nameOf(*policy));
    parent.decided = timeIn(tree["decided"]);
    parent.arrivalMid = numberIn(tree["arrival_mid"]);
    parent.baselineBps = numberIn(tree["baseline_bps"]);
    parent.size = tree["size"].quantity();
    parent.filled = tree["filled"].quantity();
    parent.filledValue = numberIn(tree["value"]);
    parent.makerValue = numberIn(tree["maker_value"]);
    parent.fees = numberIn(tree["fees"]);
    parent.firstFill = timeIn(tree["first_fill"]);
    parent.late = tree["late"].quantity();
    parent.isOver = true;
    return order;
}

} // namespace

core::Result<void> PaperTrialFile::open(const std::filesystem::path& path, const PaperTrialSettings& settings)
{
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    m_file.setFileName(QString::fromStdString(path.string()));
    if (!m_file.open(QIODevice::ReadWrite)) {
        return core::defect(path.string() + ": " + m_file.errorString().toStdString());
    }
    qint64 whole = 0;
    for (int number = 1; !m_file.atEnd(); ++number) {
        const QByteArray line = m_file.readLine();
        if (!line.endsWith('\n')) {
            break; // cut while it was written
        }
        if (const auto taken = read({line.data(), static_cast<std::size_t>(line.size())}, settings); !taken) {
            return core::defect(path.string() + ":" + std::to_string(number) + ": " + taken.error().what);
        }
        whole = m_file.pos();
    }
    m_file.resize(whole);
    m_file.seek(whole);
    if (!m_hasBegun) {
        write(lineOf(settings));
    }
    return {};
}

core::Result<void> PaperTrialFile::read(std::string_view line, const PaperTrialSettings& settings)
{
    const json::Tree tree = json::Tree::parse(line).value_or(json::Tree());
    if (tree["begin"].isThere()) {
        if (!isOf(tree, settings)) {
            return core::defect("the file is of a run with other settings; name another one with --state");
        }
        m_hasBegun = true;
        return {};
    }
    if (tree["active_seconds"].isThere()) {
        m_active += durationOf(tree["active_seconds"].number(0));
        m_reached = std::max(m_reached, timeIn(tree["until"]));
        return {};
    }
    if (tree["resumed"].isThere()) {
        ++m_resumptions;
        return {};
    }
    if (!tree["order"].isThere()) {
        return core::defect("no line of a run");
    }
    auto order = orderIn(tree);
    if (!order) {
        return std::unexpected(order.error());
    }
    m_reached = std::max(m_reached, order->parent.decided);
    m_orders.push_back(std::move(*order));
    return {};
}

void PaperTrialFile::write(const std::string& line)
{
    m_file.write(line.data(), static_cast<qint64>(line.size()));
    m_file.flush();
}

void PaperTrialFile::add(const TrialOrder& order)
{
    m_reached = std::max(m_reached, order.parent.decided);
    m_orders.push_back(order);
    write(lineOf(order));
}

void PaperTrialFile::add(core::Duration active, core::Timestamp until)
{
    m_active += active;
    m_reached = std::max(m_reached, until);
    write(json::ObjectWriter().number("active_seconds", secondsOf(active)).text("until", textOf(until)).str() + '\n');
}

void PaperTrialFile::resume(core::Timestamp at)
{
    ++m_resumptions;
    write(json::ObjectWriter().text("resumed", textOf(at)).str() + '\n');
}

} // namespace leadline::drill

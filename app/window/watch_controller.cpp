// SPDX-License-Identifier: MIT
#include "app/window/watch_controller.h"

#include "app/commands/tape_run.h"
#include "app/settings/settings.h"
#include "engine/session/session_options.h"
#include "models/market_view.h"
#include "models/session_client.h"
#include "models/watch_list.h"
#include "models/watch_list_file.h"
#include "views/watch/watch_panel.h"
#include "views/window/main_window.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>
#include <string_view>

namespace leadline::app
{

namespace
{

models::WatchList keptWatchList(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    if (path.empty() || !file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const models::WatchImport read = models::readWatchFile(QString::fromUtf8(file.readAll()));
    for (const models::WatchProblem& problem : read.problems) {
        complain(path.string() + ": " + models::describe(problem).toStdString());
    }
    return read.list;
}

bool isFromCommandLine(const LoadedSettings& settings)
{
    const auto specs = settingSpecs();
    const auto spec = std::ranges::find(specs, std::string_view("market.symbols"), &SettingSpec::key);
    return settings.origins[static_cast<std::size_t>(spec - specs.begin())] == Origin::CommandLine;
}

} // namespace

std::filesystem::path watchListFile(const LoadedSettings& settings, session::SourceKind source)
{
    const bool isKept = source != session::SourceKind::Tape && !isFromCommandLine(settings);
    return isKept ? settings.file.parent_path() / "watch-list.txt" : std::filesystem::path();
}

models::WatchList startingWatchList(const LoadedSettings& settings, session::SourceKind source)
{
    models::WatchList list;
    if (source == session::SourceKind::Tape) {
        return list;
    }
    list = keptWatchList(watchListFile(settings, source));
    if (list.isEmpty()) {
        for (const core::Pair& pair : marketPairs(settings.values)) {
            list.add(QString::fromStdString(pair.text()));
        }
    }
    return list;
}

std::vector<core::Pair> pairsOf(const models::WatchList& list)
{
    std::vector<core::Pair> pairs;
    for (const QString& symbol : list.symbols()) {
        if (const auto pair = core::Pair::parse(symbol.toStdString())) {
            pairs.push_back(*pair);
        }
    }
    return pairs;
}

WatchController::WatchController(views::MainWindow& window, std::filesystem::path file, const models::WatchList& list)
    : m_window(window)
    , m_session(window.session())
    , m_panel(window.watchPanel())
    , m_file(std::move(file))
{
    m_panel.model().setList(list);
    connectPanel();
    connectSession();
}

void WatchController::connectPanel()
{
    connect(&m_panel, &views::WatchPanel::addRequested, this, [this](const QString& name) {
        if (const auto pair = core::Pair::parse(name.toStdString())) {
            m_typed.insert(*pair);
            m_session.watch(*pair);
        }
    });
    connect(&m_panel, &views::WatchPanel::removeRequested, this, [this](const QString& name) {
        if (const auto pair = core::Pair::parse(name.toStdString())) {
            m_session.unwatch(*pair);
        }
    });
    connect(&m_panel, &views::WatchPanel::chosen, this, [this](const QString& name) {
        if (const auto pair = core::Pair::parse(name.toStdString())) {
            m_window.showInstrument(*pair);
        }
    });
    connect(&m_panel.model(), &models::WatchModel::listChanged, this, &WatchController::keep);
}

void WatchController::connectSession()
{
    connect(&m_session, &models::SessionClient::linesChanged, &m_panel, &views::WatchPanel::showLines,
        Qt::DirectConnection);
    connect(&m_session, &models::SessionClient::watched, this,
        [this](const core::Pair& pair) { m_panel.model().add(QString::fromStdString(pair.text())); });
    connect(&m_session, &models::SessionClient::notWatched, this, [this](const core::Pair& pair, const QString& why) {
        // What was there before stays: its venue may be switched off for today.
        if (m_typed.erase(pair) > 0) {
            m_panel.model().remove(QString::fromStdString(pair.text()));
        }
        m_window.say(why);
    });
    connect(&m_session, &models::SessionClient::listed, this,
        [this](const std::vector<core::ListedInstrument>& list) { m_panel.search().add(list); });
    connect(&m_session.view(), &models::MarketView::pairChanged, this,
        [this](const core::Pair& pair) { m_panel.select(QString::fromStdString(pair.text())); });
}

void WatchController::keep()
{
    if (m_file.empty()) {
        return;
    }
    std::error_code error;
    std::filesystem::create_directories(m_file.parent_path(), error);
    QSaveFile file(QString::fromStdString(m_file.string()));
    const QByteArray text = models::writeWatchFile(m_panel.model().list(), models::WatchFileKind::Text).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        m_window.say(tr("The watch list cannot be kept: %1").arg(file.errorString()));
    }
}

} // namespace leadline::app

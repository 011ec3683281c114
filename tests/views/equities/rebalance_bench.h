// SPDX-License-Identifier: MIT
#pragma once

#include "models/roles.h"
#include "tests/support/rebalance_builder.h"
#include "views/equities/plan_table.h"
#include "views/equities/rebalance_panel.h"
#include "views/widgets/bar_delegate.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace leadline::tests
{

/// A panel on the screen, and everything it asked for.
class RebalanceBench
{
public:
    RebalanceBench()
    {
        panel.resize(1280, 800);
        panel.show();
        panel.activateWindow();
        panel.setEnvironment(QStringLiteral("PAPER"), false);
        panel.tick(RebalanceBuilder::morning());
    }

    template <class Widget> Widget& find(const char* name) const
    {
        auto* const found = panel.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("no widget %s", name);
        }
        return *found;
    }
    QPushButton& button(const char* name) const { return find<QPushButton>(name); }
    QString label(const char* name) const { return find<QLabel>(name).text(); }
    void click(const char* name) const { QTest::mouseClick(&button(name), Qt::LeftButton); }
    views::PlanTable& table() const { return find<views::PlanTable>("plan"); }
    QTableView& orders() const { return find<QTableView>("run-orders"); }
    QStringList notes(const char* name = "notes") const
    {
        QStringList texts;
        const auto& list = find<QListWidget>(name);
        for (int i = 0; i < list.count(); ++i) {
            texts << list.item(i)->text();
        }
        return texts;
    }

    void openMixed()
    {
        panel.showPlan(RebalanceBuilder::shared(RebalanceBuilder::mixedPlan()));
        panel.showPreview(RebalanceBuilder::shared(RebalanceBuilder::mixedPreview()));
    }
    /// A plan that can be run as it is.
    void openReady()
    {
        using enum core::Side;
        panel.showPlan(RebalanceBuilder::shared(RebalanceBuilder::weights({{"AAPL", 0.2}, {"MSFT", 0.4}})));
        showReadyPreview();
    }
    void showReadyPreview()
    {
        using enum core::Side;
        panel.showPreview(RebalanceBuilder::shared(RebalanceBuilder::preview(
            {RebalanceBuilder::order("AAPL", Bid, "0", "200"), RebalanceBuilder::order("MSFT", Bid, "0", "400")})));
    }
    void show(const rebalance::RunProgress& progress) { panel.showProgress(RebalanceBuilder::shared(progress)); }

    QModelIndex weight(int row) const
    {
        return table().model()->index(row, static_cast<int>(models::PlanModel::Column::Weight));
    }
    double weightAt(int row) const { return weight(row).data(models::UnitsRole).toDouble(); }
    QPoint barEnd(int row) const
    {
        const QRect bar = table().barRect(weight(row));
        return {views::BarDelegate::barEnd(bar, weight(row).data(models::BarRole).toDouble()), bar.center().y()};
    }
    /// Pixels of the bar for a part of the equity.
    int pixels(int row, double part) const
    {
        const double scale = weight(row).data(models::ScaleRole).toDouble();
        return static_cast<int>(std::lround(part / scale * table().barRect(weight(row)).width()));
    }
    void moveTo(const QPoint& place, Qt::KeyboardModifiers keys = {}) const
    {
        QWidget* const viewport = table().viewport();
        QMouseEvent move(QEvent::MouseMove, place, viewport->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, keys);
        QCoreApplication::sendEvent(viewport, &move);
    }
    void drag(int row, int by, Qt::KeyboardModifiers keys = {}) const
    {
        const QPoint from = barEnd(row);
        QTest::mousePress(table().viewport(), Qt::LeftButton, keys, from);
        moveTo(from + QPoint(by / 2, 0), keys);
        moveTo(from + QPoint(by, 3), keys);
        QTest::mouseRelease(table().viewport(), Qt::LeftButton, keys, from + QPoint(by, 3));
    }
    void lookAtWeight(int row) const
    {
        table().setFocus();
        table().setCurrentIndex(weight(row));
    }

    /// Answers the file dialog that the panel has opened.
    void answer(const QString& path)
    {
        auto* const dialog = panel.findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        auto* const name = dialog->findChild<QLineEdit*>();
        name->setCompleter(nullptr); // its list would take keys and files that are only alike
        name->setText(path);
        const auto buttons = dialog->findChildren<QPushButton*>();
        const auto button = std::ranges::find_if(
            buttons, [&](const QPushButton* each) { return each->text() == dialog->labelText(QFileDialog::Accept); });
        QVERIFY(button != buttons.end());
        QTest::mouseClick(*button, Qt::LeftButton);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    views::RebalancePanel panel;
    QSignalSpy opened{&panel, &views::RebalancePanel::planOpened};
    QSignalSpy edited{&panel, &views::RebalancePanel::planEdited};
    QSignalSpy preview{&panel, &views::RebalancePanel::previewWanted};
    QSignalSpy run{&panel, &views::RebalancePanel::runWanted};
    QSignalSpy pause{&panel, &views::RebalancePanel::pauseWanted};
    QSignalSpy resume{&panel, &views::RebalancePanel::resumeWanted};
    QSignalSpy stop{&panel, &views::RebalancePanel::stopWanted};
    QSignalSpy report{&panel, &views::RebalancePanel::reportWanted};
};

} // namespace leadline::tests

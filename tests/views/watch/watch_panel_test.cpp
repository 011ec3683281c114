// SPDX-License-Identifier: MIT
/// The watch list, driven with mouse and keys.
#include "tests/support/qt_suite.h"
#include "tests/support/watch_builder.h"
#include "views/watch/watch_panel.h"
#include "views/watch/watch_table.h"
#include "views/widgets/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFocusEvent>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>
#include <memory>

using namespace leadline;
using namespace leadline::views;
using tests::watchLine;
using tests::watchLines;

namespace
{

using Column = models::WatchColumn;

core::ListedInstrument listed(const char* base, const char* quote, const char* kind = "spot")
{
    const std::string kindText = kind;
    const std::string name = kindText == "stock" ? std::string(base) : std::string(base) + "/" + quote;
    return {.name = kindText == "perpetual" ? name + "-PERP" : name,
        .base = core::Asset(base),
        .quote = core::Asset(quote),
        .kind = kind,
        .venues = {core::VenueId("kraken")}};
}

/// A panel on the screen, and what it asked for.
struct Shown {
    explicit Shown(const QStringList& symbols = {})
    {
        for (const QString& symbol : symbols) {
            panel.model().add(symbol);
        }
        panel.search().add({listed("BTC", "USDT"), listed("BTC", "USD"), listed("BTC", "USDT", "perpetual"),
            listed("ETH", "USDT"), listed("SOL", "USDT"), listed("XRP", "USDT"), listed("AAPL", "USD", "stock")});
        panel.resize(panel.sizeHint());
        panel.show();
        panel.activateWindow();
        isActive = QTest::qWaitForWindowActive(&panel);
    }
    template <class Widget> Widget& find(const char* name) const
    {
        return *panel.findChild<Widget*>(QString::fromLatin1(name));
    }
    QLineEdit& addField() const { return find<QLineEdit>("add"); }
    /// As a hand does it: the key that focuses the field, the letters.
    void type(const char* text)
    {
        QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &panel, Qt::Key_L,
            Qt::ControlModifier);
        QTest::keyClicks(&addField(), QString::fromUtf8(text));
    }
    /// As a window system does it when the list below the line goes; the one without a screen leaves no window active.
    void takeFocusBack()
    {
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
    }
    /// Into the line, or into the list below it, whichever has the keys.
    void press(Qt::Key key)
    {
        QWidget* const popup = QApplication::activePopupWidget();
        QTest::keyClick(popup != nullptr ? popup : &addField(), key);
        QCoreApplication::processEvents(); // what is chosen in the list is taken behind the line's own change
    }
    void enter(const char* text)
    {
        type(text);
        press(Qt::Key_Return);
    }
    WatchTable& table() { return panel.table(); }
    QPoint middleOf(int row, Column column = Column::Bid)
    {
        return table().visualRect(table().model()->index(row, static_cast<int>(column))).center();
    }
    void clickRow(int row, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mouseClick(table().viewport(), button, {}, middleOf(row));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&table(), key, modifiers); }
    void clickHeader(Column column)
    {
        QHeaderView& header = *table().horizontalHeader();
        QTest::mouseClick(header.viewport(), Qt::LeftButton, {},
            {header.sectionViewportPosition(static_cast<int>(column)) + 20, header.height() / 2});
    }
    QString symbols()
    {
        QStringList names;
        for (int row = 0; row < table().model()->rowCount(); ++row) {
            names << table().model()->index(row, 0).data().toString();
        }
        return names.join(u' ');
    }
    QString current() { return table().currentIndex().siblingAtColumn(0).data().toString(); }
    QString message() const { return find<QLabel>("message").text(); }
    static QString namesOf(QSignalSpy& spy)
    {
        QStringList names;
        for (const QList<QVariant>& arguments : spy) {
            names << arguments[0].toString();
        }
        spy.clear();
        return names.join(u' ');
    }
    /// The menu of that name that is open; null when none is.
    static QMenu* openMenuOf(const char* name)
    {
        for (QWidget* const widget : QApplication::topLevelWidgets()) {
            auto* const menu = qobject_cast<QMenu*>(widget);
            if (menu != nullptr && menu->isVisible() && menu->objectName() == QLatin1String(name)) {
                return menu;
            }
        }
        return nullptr;
    }
    /// Its entry whose text begins so; null when there is none.
    static QAction* entry(const char* menu, const char* text)
    {
        const QMenu* const open = openMenuOf(menu);
        for (QAction* const action : open != nullptr ? open->actions() : QList<QAction*>()) {
            if (action->text().remove(u'&').startsWith(QString::fromUtf8(text))) {
                return action;
            }
        }
        return nullptr;
    }
    void openMenu(int row)
    {
        clickRow(row, Qt::RightButton);
        const QPoint position = middleOf(row);
        QContextMenuEvent event(QContextMenuEvent::Mouse, position, table().viewport()->mapToGlobal(position));
        QCoreApplication::sendEvent(table().viewport(), &event);
    }
    /// By keys: a pointer would have to rest on an entry until the menu below it opens.
    static void chooseEntry(const char* menu, const char* text)
    {
        QAction* const action = entry(menu, text);
        QVERIFY2(action != nullptr, text);
        QMenu* const open = openMenuOf(menu);
        open->setActiveAction(action);
        QTest::keyClick(open, Qt::Key_Return);
    }
    /// The row is dragged, and let go above another one; beyond the last: at the end.
    void drag(int from, int before)
    {
        const std::unique_ptr<QMimeData> data(table().model()->mimeData({table().model()->index(from, 0)}));
        const int rows = table().model()->rowCount();
        const QRect target = table().visualRect(table().model()->index(std::min(before, rows - 1), 0));
        const QPoint position = before < rows ? target.topLeft() + QPoint(10, 1) : target.bottomLeft() + QPoint(10, 0);
        QDragEnterEvent enter(position, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table().viewport(), &enter);
        QDragMoveEvent move(position, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table().viewport(), &move);
        QDropEvent drop(position, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table().viewport(), &drop);
    }

    WatchPanel panel;
    bool isActive = false;
    QSignalSpy added{&panel, &WatchPanel::addRequested};
    QSignalSpy removed{&panel, &WatchPanel::removeRequested};
    QSignalSpy chosen{&panel, &WatchPanel::chosen};
};

/// For whoever wants to look at it, in the folder that LEADLINE_PICTURES names.
QImage savePicture(QWidget& widget, const char* name)
{
    QImage image = widget.grab().toImage();
    if (const QString folder = qEnvironmentVariable("LEADLINE_PICTURES"); !folder.isEmpty()) {
        image.save(folder + u'/' + QString::fromLatin1(name) + QStringLiteral(".png"));
    }
    return image;
}

QStringList some()
{
    return {QStringLiteral("BTC/USDT"), QStringLiteral("ETH/USDT"), QStringLiteral("SOL/USDT"), QStringLiteral("AAPL")};
}

} // namespace

class WatchPanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSymbolIsAddedByTypingIt()
    {
        Shown s;
        QVERIFY(s.isActive);
        s.enter("btc-usdt");
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT"));
        QCOMPARE(Shown::namesOf(s.added), QStringLiteral("BTC/USDT"));
        QCOMPARE(s.addField().text(), QString());
        QCOMPARE(s.current(), QStringLiteral("BTC/USDT"));
        s.enter("eth");
        s.enter("AAPL");
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL"));
        QCOMPARE(Shown::namesOf(s.added), QStringLiteral("ETH/USDT AAPL"));
        QCOMPARE(s.message(), QString());
        // What is written counts, though the list below has something longer that begins so.
        s.enter("BTC/USD");
        QCOMPARE(Shown::namesOf(s.added), QStringLiteral("BTC/USD"));
        s.enter("xbtusdt");
        QCOMPARE(s.message(), QStringLiteral("⚠ BTC/USDT is in the list already"));
        QCOMPARE(s.current(), QStringLiteral("BTC/USDT"));
        QCOMPARE(Shown::namesOf(s.added), QString());
        QCOMPARE(Shown::namesOf(s.chosen), QString()); // nobody asked to see them
    }

    void whatIsUnknownNamesWhatIsNear()
    {
        Shown s(some());
        s.enter("XRPUSTD");
        QCOMPARE(s.message(), QStringLiteral("⚠ Unknown symbol XRPUSTD. Did you mean XRP/USDT?"));
        QCOMPARE(s.addField().text(), QStringLiteral("XRPUSTD")); // to be corrected
        QVERIFY(s.added.isEmpty());
        QTest::keyClick(&s.addField(), Qt::Key_A, Qt::ControlModifier);
        s.enter("xrp, btcusdt-perp, nonsense");
        QCOMPARE(Shown::namesOf(s.added), QStringLiteral("XRP/USDT BTC/USDT-PERP"));
        QCOMPARE(s.addField().text(), QStringLiteral("nonsense"));
        QVERIFY(s.message().contains(QStringLiteral("NONSENSE")));
    }

    void theListBelowTheLineIsChosenFromByKeysAndMouse()
    {
        Shown s;
        s.type("bt");
        QAbstractItemView& popup = *s.addField().completer()->popup();
        QTRY_VERIFY(popup.isVisible());
        QCOMPARE(popup.model()->rowCount(), 3);
        s.press(Qt::Key_Down);
        s.press(Qt::Key_Down);
        s.press(Qt::Key_Return);
        QCOMPARE(Shown::namesOf(s.added), QStringLiteral("BTC/USD"));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USD"));
        QCOMPARE(s.message(), QString());
        QCOMPARE(s.addField().text(), QString());
        QVERIFY(!popup.isVisible());

        // The line loses the focus and has it again: it still tells what the mouse chooses.
        QFocusEvent out(QEvent::FocusOut, Qt::OtherFocusReason);
        QCoreApplication::sendEvent(&s.addField(), &out);
        QFocusEvent in(QEvent::FocusIn, Qt::OtherFocusReason);
        QCoreApplication::sendEvent(&s.addField(), &in);
        s.type("bt");
        QTRY_VERIFY(popup.isVisible());
        QTest::mouseClick(popup.viewport(), Qt::LeftButton, {}, popup.visualRect(popup.model()->index(2, 0)).center());
        QCoreApplication::processEvents();
        QCOMPARE(Shown::namesOf(s.added), QStringLiteral("BTC/USDT-PERP"));
        QCOMPARE(s.addField().text(), QString());
        QCOMPARE(s.message(), QString());
    }

    void aRowIsChosenByMouseAndKeys()
    {
        Shown s(some());
        s.clickRow(1);
        QCOMPARE(Shown::namesOf(s.chosen), QStringLiteral("ETH/USDT"));
        s.clickRow(1);
        QCOMPARE(Shown::namesOf(s.chosen), QString()); // it is what the window shows
        s.key(Qt::Key_Down);
        s.key(Qt::Key_Down);
        s.key(Qt::Key_Down);
        QCOMPARE(Shown::namesOf(s.chosen), QStringLiteral("SOL/USDT AAPL"));
        s.key(Qt::Key_Return);
        QCOMPARE(Shown::namesOf(s.chosen), QStringLiteral("AAPL"));
        QTest::mouseDClick(s.table().viewport(), Qt::LeftButton, {}, s.middleOf(0));
        QVERIFY(Shown::namesOf(s.chosen).endsWith(QStringLiteral("BTC/USDT")));
        s.clickRow(3, Qt::RightButton);
        QCOMPARE(Shown::namesOf(s.chosen), QString());

        s.panel.select(QStringLiteral("SOL/USDT"));
        QCOMPARE(s.current(), QStringLiteral("SOL/USDT"));
        QCOMPARE(Shown::namesOf(s.chosen), QString()); // another part of the window chose it
    }

    void lettersJumpToASymbol()
    {
        Shown s(some());
        s.clickRow(0); // in another column than the symbols'
        Shown::namesOf(s.chosen);
        QTest::keyClicks(&s.table(), QStringLiteral("so"));
        QCOMPARE(s.current(), QStringLiteral("SOL/USDT"));
        QCOMPARE(Shown::namesOf(s.chosen), QStringLiteral("SOL/USDT"));
    }

    void deleteRemovesARowAndChoosesNothing()
    {
        Shown s(some());
        s.clickRow(1);
        Shown::namesOf(s.chosen);
        s.key(Qt::Key_Delete);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT SOL/USDT AAPL"));
        QCOMPARE(Shown::namesOf(s.removed), QStringLiteral("ETH/USDT"));
        QCOMPARE(Shown::namesOf(s.chosen), QString());
        QVERIFY(s.message().contains(QStringLiteral("ETH/USDT")));
        s.key(Qt::Key_Delete);
        s.key(Qt::Key_Delete);
        s.key(Qt::Key_Delete);
        s.key(Qt::Key_Delete);
        QCOMPARE(s.symbols(), QString());
        QCOMPARE(s.removed.size(), 3);
        QVERIFY(s.chosen.isEmpty());
    }

    void aHeaderSortsByFiguresAndGivesTheOrderBack()
    {
        Shown s(some());
        session::WatchLines lines{watchLine("BTC/USDT", 60'000), watchLine("ETH/USDT", 3000), watchLine("SOL/USDT", 9)};
        s.panel.showLines(lines);
        s.clickHeader(Column::Bid);
        QCOMPARE(s.symbols(), QStringLiteral("SOL/USDT ETH/USDT BTC/USDT AAPL"));
        s.clickHeader(Column::Bid);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL")); // what waits is last either way
        lines[1] = watchLine("ETH/USDT", 70'000);
        s.panel.showLines(lines);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL")); // a row does not leave by itself
        s.openMenu(0);
        Shown::chooseEntry("watch-menu", "Sort anew");
        QCOMPARE(s.symbols(), QStringLiteral("ETH/USDT BTC/USDT SOL/USDT AAPL"));
        s.key(Qt::Key_Up, Qt::AltModifier);
        QVERIFY(s.message().contains(QStringLiteral("own order")));
        s.clickHeader(Column::Bid);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL"));
    }

    void rowsAreDraggedAndMovedByKeys()
    {
        Shown s(some());
        s.clickRow(3);
        s.drag(3, 0);
        QCOMPARE(s.symbols(), QStringLiteral("AAPL BTC/USDT ETH/USDT SOL/USDT"));
        QCOMPARE(s.current(), QStringLiteral("AAPL"));
        s.drag(0, 4);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL"));
        s.key(Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL SOL/USDT"));
        s.key(Qt::Key_Up, Qt::AltModifier);
        s.key(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL SOL/USDT"));
        QCOMPARE(s.current(), QStringLiteral("AAPL"));
        QCOMPARE(Shown::namesOf(s.chosen), QStringLiteral("AAPL"));
        // A place in a sorted table is no place in the list.
        s.clickHeader(Column::Symbol);
        QCOMPARE(s.symbols(), QStringLiteral("AAPL BTC/USDT ETH/USDT SOL/USDT"));
        QVERIFY(!s.table().dragEnabled());
        QVERIFY(!s.table().viewport()->acceptDrops());
        s.clickHeader(Column::Symbol);
        s.clickHeader(Column::Symbol);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL SOL/USDT"));
        QVERIFY(s.table().dragEnabled());
        QVERIFY(s.table().viewport()->acceptDrops());
    }

    void aRowMovesOverTheEdgeOfItsGroup()
    {
        Shown s(some());
        s.panel.model().moveToGroup(QStringLiteral("SOL/USDT"), QStringLiteral("Majors"));
        s.panel.model().moveToGroup(QStringLiteral("AAPL"), QStringLiteral("Majors"));
        const auto group = [&](const char* name) { return *s.panel.model().list().groupOf(QString::fromLatin1(name)); };
        s.clickRow(1);
        s.key(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(group("ETH/USDT"), QStringLiteral("Majors"));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL"));
        s.key(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT SOL/USDT ETH/USDT AAPL"));
        s.key(Qt::Key_Up, Qt::AltModifier);
        s.key(Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(group("ETH/USDT"), QString());
    }

    void theMenuRemovesMovesAndMakesGroups()
    {
        Shown s(some());
        s.openMenu(2);
        Shown::chooseEntry("watch-menu", "Remove SOL/USDT");
        QCOMPARE(Shown::namesOf(s.removed), QStringLiteral("SOL/USDT"));

        s.openMenu(0);
        QVERIFY(Shown::entry("watch-menu", "Export") != nullptr);
        Shown::chooseEntry("watch-menu", "Move to group");
        QVERIFY(Shown::entry("watch-groups", "New group") != nullptr);
        Shown::chooseEntry("watch-groups", "New group");
        auto* dialog = s.panel.findChild<QInputDialog*>(QStringLiteral("new-group"));
        QVERIFY(dialog != nullptr);
        auto* const name = dialog->findChild<QLineEdit*>();
        QVERIFY(name != nullptr);
        QTest::keyClicks(name, QStringLiteral("Majors"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(s.panel.model().list().groupOf(QStringLiteral("BTC/USDT")), std::optional(QStringLiteral("Majors")));
        QCOMPARE(s.symbols(), QStringLiteral("ETH/USDT AAPL BTC/USDT"));

        s.openMenu(2);
        Shown::chooseEntry("watch-menu", "Dissolve the group “Majors”");
        QCOMPARE(s.panel.model().list().groupNames(), QStringList());
        s.openMenu(1);
        Shown::chooseEntry("watch-menu", "Open AAPL");
        QCOMPARE(Shown::namesOf(s.chosen), QStringLiteral("AAPL"));
        // By the key that opens menus, at the current row.
        s.panel.select(QStringLiteral("ETH/USDT"));
        QContextMenuEvent byKey(QContextMenuEvent::Keyboard, QPoint(500, 300), QPoint(500, 300));
        QCoreApplication::sendEvent(s.table().viewport(), &byKey);
        QVERIFY(Shown::entry("watch-menu", "Remove ETH/USDT") != nullptr);
    }

    void aGroupIsOnShowAndTakesWhatIsAdded()
    {
        Shown s(some());
        auto& groups = s.find<QComboBox>("groups");
        QVERIFY(!groups.isVisible());
        s.panel.model().moveToGroup(QStringLiteral("AAPL"), QStringLiteral("Stocks"));
        s.panel.model().addGroup(QStringLiteral("Empty"));
        QVERIFY(groups.isVisible());
        QCOMPARE(groups.count(), 4);
        QTest::keyClick(&groups, Qt::Key_Down);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT"));
        QTest::keyClick(&groups, Qt::Key_Down);
        QCOMPARE(s.symbols(), QStringLiteral("AAPL"));
        s.enter("xrp");
        QCOMPARE(s.symbols(), QStringLiteral("AAPL XRP/USDT"));
        QCOMPARE(s.panel.model().list().groupOf(QStringLiteral("XRP/USDT")), std::optional(QStringLiteral("Stocks")));
        QTest::keyClick(&groups, Qt::Key_Down);
        QVERIFY(s.find<QLabel>("empty").isVisible());
        QTest::mouseClick(&s.find<QPushButton>("empty-action"), Qt::LeftButton);
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL XRP/USDT"));
        // The group on show goes: all are shown.
        groups.setCurrentIndex(2);
        QCOMPARE(s.symbols(), QStringLiteral("AAPL XRP/USDT"));
        s.panel.model().removeGroup(QStringLiteral("Stocks"));
        QCOMPARE(s.table().model()->rowCount(), 5);
    }

    void theSearchFiltersAndAnEmptyListSaysWhatToDo()
    {
        Shown s;
        QVERIFY(s.find<QLabel>("empty").isVisible());
        QVERIFY(s.find<QLabel>("empty").text().contains(QStringLiteral("Ctrl+L")));
        QVERIFY(!s.table().isVisible());
        s.enter("btc");
        s.enter("eth");
        QVERIFY(s.table().isVisible());
        s.panel.showLines({watchLine("BTC/USDT")});
        s.takeFocusBack();
        QTest::keyClick(&s.table(), Qt::Key_F, Qt::ControlModifier);
        auto& find = s.find<QLineEdit>("find");
        QVERIFY(find.hasFocus());
        QTest::keyClicks(&find, QStringLiteral("kraken"));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT"));
        QTest::keyClicks(&find, QStringLiteral("xx"));
        QVERIFY(s.find<QLabel>("empty").isVisible());
        // What is added comes into view.
        s.enter("sol");
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT"));
        QCOMPARE(s.current(), QStringLiteral("SOL/USDT"));
    }

    void filesGoOutAndComeBack()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("list.txt"));
        Shown s(some());
        s.panel.model().moveToGroup(QStringLiteral("AAPL"), QStringLiteral("Stocks"));
        s.panel.exportFile(path);
        QCOMPARE(s.message(), QStringLiteral("4 symbols written to %1").arg(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("xrpusdt\nXRPUSTD\n");
        file.close();

        Shown other(QStringList{QStringLiteral("ETH/USDT")});
        other.panel.importFile(path);
        QCOMPARE(other.symbols(), QStringLiteral("ETH/USDT BTC/USDT SOL/USDT AAPL XRP/USDT"));
        QCOMPARE(Shown::namesOf(other.added), QStringLiteral("BTC/USDT SOL/USDT AAPL XRP/USDT"));
        QCOMPARE(other.panel.model().groupAt(4), QStringLiteral("Stocks"));
        QCOMPARE(other.message(),
            QStringLiteral("⚠ list.txt: 4 added, 1 in the list already\n"
                           "line 8: Unknown symbol XRPUSTD. Did you mean XRP/USDT?"));
        other.panel.importFile(folder.filePath(QStringLiteral("none.txt")));
        QVERIFY(other.message().contains(QStringLiteral("none.txt cannot be read")));
        other.panel.exportFile(folder.filePath(QStringLiteral("no/such/folder.txt")));
        QVERIFY(other.message().contains(QStringLiteral("cannot be written")));
    }

    void columnsSortAndFilterComeBack()
    {
        QJsonObject state;
        {
            Shown s(some());
            s.panel.model().moveToGroup(QStringLiteral("AAPL"), QStringLiteral("Stocks"));
            s.clickHeader(Column::Symbol);
            s.clickHeader(Column::Symbol);
            s.table().setColumnWidth(3, 177);
            QHeaderView& header = *s.table().horizontalHeader();
            header.moveSection(header.visualIndex(4), 2);
            QTest::keyClicks(&s.find<QLineEdit>("find"), QStringLiteral("usdt"));
            s.find<QComboBox>("groups").setCurrentIndex(1);
            state = stateOf(s.panel);
        }
        Shown s(some());
        s.panel.model().moveToGroup(QStringLiteral("AAPL"), QStringLiteral("Stocks"));
        restoreState(s.panel, {});
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT SOL/USDT AAPL"));
        restoreState(s.panel, state);
        QCOMPARE(s.symbols(), QStringLiteral("SOL/USDT ETH/USDT BTC/USDT"));
        QCOMPARE(s.table().columnWidth(3), 177);
        QCOMPARE(s.table().horizontalHeader()->visualIndex(4), 2);
        QCOMPARE(s.find<QLineEdit>("find").text(), QStringLiteral("usdt"));
        QCOMPARE(s.find<QComboBox>("groups").currentIndex(), 1);
        QVERIFY(!s.table().dragEnabled());
    }

    void whatMattersMostFitsIntoANarrowDock()
    {
        Shown s;
        session::WatchLines lines = watchLines(60);
        lines[1].position = core::Quantity::fromRaw(-250'000'000);
        s.panel.model().setList(tests::watchListOf(lines));
        s.panel.model().addGroup(QStringLiteral("A group that has a long name"));
        s.panel.importFile(QStringLiteral("/no/such/") + QString(200, u'x'));
        s.panel.showLines(lines);
        QVERIFY2(
            s.panel.minimumSizeHint().width() <= 260, qPrintable(QString::number(s.panel.minimumSizeHint().width())));
        s.panel.resize(500, 480);
        QCoreApplication::processEvents();
        savePicture(s.panel, "watch-500");
        const int last = static_cast<int>(Column::Orders);
        QVERIFY(s.table().columnViewportPosition(last) + s.table().columnWidth(last) <= s.table().viewport()->width());
        const QFontMetrics metrics = s.table().fontMetrics();
        for (int column = 0; column <= last; ++column) {
            for (const int row : {1, 14}) { // a coin, and a contract
                const QString text = s.table().model()->index(row, column).data().toString();
                QVERIFY2(metrics.horizontalAdvance(text) + 6 <= s.table().columnWidth(column), qPrintable(text));
            }
        }
        s.panel.resize(260, 480);
        QCoreApplication::processEvents();
        QCOMPARE(s.panel.width(), 260);
        savePicture(s.panel, "watch-260");
    }

    void looksRightInBothPalettes()
    {
        const QPalette before = QApplication::palette();
        for (const QPalette& palette : {Theme::lightPalette(), Theme::darkPalette()}) {
            QApplication::setPalette(palette);
            Shown s;
            const session::WatchLines lines = watchLines(210);
            s.panel.model().setList(tests::watchListOf(lines));
            s.panel.model().add(QStringLiteral("NEW/USDT"));
            s.panel.showLines(lines);
            s.clickRow(4);
            QCoreApplication::processEvents();
            const bool isDark = palette.color(QPalette::Window).lightness() < 128;
            const QImage image = savePicture(s.panel, isDark ? "watch-dark" : "watch-light");
            QVERIFY(!image.isNull());
        }
        QApplication::setPalette(before);
    }

    void twoHundredRowsCostLittleAFrame()
    {
        Shown s;
        session::WatchLines lines = watchLines(210);
        s.panel.model().setList(tests::watchListOf(lines));
        s.panel.showLines(lines);
        QCoreApplication::processEvents();
        constexpr int frames = 60;
        QElapsedTimer timer;
        // The best of many frames: the machine may be busy with something else.
        qint64 ofModel = std::numeric_limits<qint64>::max();
        qint64 withPaint = ofModel;
        for (int frame = 0; frame < frames; ++frame) {
            for (std::size_t i = static_cast<std::size_t>(frame % 10); i < lines.size(); i += 10) {
                lines[i].bid = lines[i].bid + core::Price::fromRaw(core::decimalScale / 100);
                lines[i].ask = lines[i].ask + core::Price::fromRaw(core::decimalScale / 100);
                lines[i].activity += 3;
            }
            timer.start();
            s.panel.showLines(lines);
            ofModel = std::min(ofModel, timer.nsecsElapsed());
            QCoreApplication::processEvents(); // which paints
            withPaint = std::min(withPaint, timer.nsecsElapsed());
        }
        qInfo("a frame of 210 rows, a tenth of them new: %lld us, with painting %lld us", ofModel / 1000,
            withPaint / 1000);
        QVERIFY(ofModel < 3'000'000);
        QVERIFY(withPaint < 15'000'000); // of 33 ms
    }
};

const QtSuite<WatchPanelTest> suite{"views/watch/watch_panel"};

#include "watch_panel_test.moc"

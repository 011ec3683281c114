// SPDX-License-Identifier: MIT
#include "models/command_list.h"
#include "tests/support/qt_suite.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace leadline::models;

class CommandListTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsByEveryWordAndTheBeginningOfWordsFirst()
    {
        CommandList list;
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        int ran = 0;
        list.setCommands({{QStringLiteral("Unfreeze"), QStringLiteral("View"), {}, {}},
                             {QStringLiteral("Feature charts"), QStringLiteral("Panel"), {}, [&ran] { ++ran; }},
                             {QStringLiteral("risk.max_order_notional"), QStringLiteral("Setting"),
                                 QStringLiteral("largest order"), {}}},
            [](const QString& text) {
                return text == QStringLiteral("eth")
                    ? std::vector<WindowCommand>{{QStringLiteral("ETH/USDT"), QStringLiteral("Symbol"), {}, {}}}
                    : std::vector<WindowCommand>{};
            });
        QCOMPARE(list.rowCount(), 3);
        const auto titles = [&](const char* text) {
            list.search(QString::fromUtf8(text));
            QStringList found;
            for (int row = 0; row < list.rowCount(); ++row) {
                found << list.at(row)->title;
            }
            return found.join(u',');
        };
        QCOMPARE(titles("fe"), QStringLiteral("Feature charts"));
        QCOMPARE(titles("fre"), QStringLiteral("Unfreeze"));
        QCOMPARE(titles("LARGEST risk"), QStringLiteral("risk.max_order_notional"));
        QCOMPARE(titles("largest panel"), QString());
        QCOMPARE(titles("eth"), QStringLiteral("ETH/USDT"));
        QCOMPARE(titles("panel"), QStringLiteral("Feature charts"));
        QCOMPARE(list.index(0).data().toString(), QStringLiteral("Panel: Feature charts"));
        list.at(0)->run();
        QCOMPARE(ran, 1);
        QVERIFY(list.at(1) == nullptr);
    }
};

const QtSuite<CommandListTest> suite{"models/command_list"};

#include "command_list_test.moc"

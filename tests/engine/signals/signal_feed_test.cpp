// SPDX-License-Identifier: MIT
/// Signals by a file and by a socket, as another program gives them.
#include "engine/signals/signal_feed.h"
#include "engine/signals/signal_socket.h"
#include "tests/support/qt_suite.h"

#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include <sys/stat.h>

using namespace leadline;
using signals::FileStart;
using signals::SignalFeed;

namespace
{

const QByteArray header = "symbol,side,strength,id\n";

/// A feed whose words are kept as texts: "a1 ETH/USDT buy 0.5".
class Heard
{
public:
    explicit Heard(const signals::SignalFeedOptions& options)
        : feed(clock, options)
    {
        QObject::connect(&feed, &SignalFeed::arrived, &feed, [this](const signals::Signal& signal) {
            last = signal;
            arrived << QString::fromStdString(
                           signal.id + " " + signal.symbol.text() + " " + std::string(core::verb(signal.side)))
                    + QStringLiteral(" %1").arg(signal.strength);
        });
        QObject::connect(&feed, &SignalFeed::refused, &feed, [this](const QString& what) { refused << what; });
        QObject::connect(&feed, &SignalFeed::noted, &feed, [this](const QString& what) { noted << what; });
    }

    core::ManualClock clock{core::fromMilliseconds(1'723'161'256'000)};
    SignalFeed feed;
    signals::Signal last;
    QStringList arrived;
    QStringList refused;
    QStringList noted;
};

/// A program that says signals.
class Speaker
{
public:
    explicit Speaker(const QString& path) { m_socket.connectToServer(path); }

    void write(const QByteArray& text) { m_socket.write(text); }
    /// What it was answered, once that many lines have come.
    QStringList answers(int lines)
    {
        static_cast<void>(QTest::qWaitFor([&] {
            m_answers += m_socket.readAll();
            return m_answers.count('\n') >= lines;
        }));
        QStringList split = QString::fromUtf8(m_answers).split(QLatin1Char('\n'));
        split.removeLast();
        return split;
    }
    bool isClosed()
    {
        return QTest::qWaitFor([this] { return m_socket.state() == QLocalSocket::UnconnectedState; });
    }
    void leave() { m_socket.disconnectFromServer(); }

private:
    QLocalSocket m_socket;
    QByteArray m_answers;
};

QByteArray json(const QByteArray& id, const QByteArray& strength = "0.5")
{
    return R"({"symbol":"ETH/USDT","side":"buy","strength":)" + strength + R"(,"id":")" + id + "\"}\n";
}

QStringList texts(std::initializer_list<const char*> lines)
{
    QStringList made;
    for (const char* const line : lines) {
        made << QString::fromUtf8(line);
    }
    return made;
}

} // namespace

class SignalFeedTest : public QObject
{
    Q_OBJECT

private:
    /// A folder, a feed of a file or a socket in it, and the means to write there.
    struct Bench {
        enum class By { File, Socket };

        explicit Bench(By by, FileStart start = FileStart::Appended, const QByteArray& before = {})
            : path(folder.filePath(by == By::File ? QStringLiteral("s.csv") : QStringLiteral("s.socket")))
        {
            if (!before.isEmpty()) {
                append(before);
            }
            heard = std::make_unique<Heard>(by == By::File
                    ? signals::SignalFeedOptions{.file = path, .fileStart = start, .filePeriod = std::chrono::hours(1)}
                    : signals::SignalFeedOptions{.socket = path});
            isOpen = heard->feed.open().has_value();
        }
        void write(const QByteArray& text, QIODevice::OpenMode mode) const
        {
            QFile file(path);
            QVERIFY(file.open(mode));
            file.write(text);
        }
        void append(const QByteArray& text) const { write(text, QIODevice::Append); }
        void appendAndPoll(const QByteArray& text) const
        {
            append(text);
            heard->feed.poll();
        }

        QTemporaryDir folder;
        QString path;
        std::unique_ptr<Heard> heard;
        bool isOpen = false;
    };

private Q_SLOTS:
    void readsWhatIsAddedToAFile()
    {
        const Bench bench(Bench::By::File, FileStart::Appended, header + "A,buy,1,old\n");
        QCOMPARE(bench.heard->arrived, QStringList());

        bench.appendAndPoll("ETH/USDT,buy,0.5,a1\nETH/USDT,sell,0.25,a2\n");
        bench.heard->feed.poll();

        QCOMPARE(bench.heard->arrived, texts({"a1 ETH/USDT buy 0.5", "a2 ETH/USDT sell 0.25"}));
        QCOMPARE(bench.heard->last.source, bench.path.toStdString());
        QVERIFY(bench.heard->last.time == bench.heard->clock.now());
        QCOMPARE(bench.heard->refused, QStringList());
        QCOMPARE(bench.heard->noted, QStringList());
    }

    void readsAFileFromItsStartWhenAsked()
    {
        const Bench bench(Bench::By::File, FileStart::Everything, header + "A,buy,1,old\n");

        QCOMPARE(bench.heard->arrived, texts({"old A buy 1"}));
    }

    void waitsForTheEndOfALine()
    {
        const Bench bench(Bench::By::File, FileStart::Appended, header + "ETH/US");

        bench.appendAndPoll("DT,buy,0.");
        QCOMPARE(bench.heard->arrived, QStringList());
        bench.appendAndPoll("5,a1\r");
        QCOMPARE(bench.heard->arrived, QStringList());
        bench.appendAndPoll("\n");

        QCOMPARE(bench.heard->arrived, texts({"a1 ETH/USDT buy 0.5"}));
        QCOMPARE(bench.heard->refused, QStringList());
    }

    void startsAnewWhenAFileWasTruncated()
    {
        const Bench bench(Bench::By::File, FileStart::Everything, header + "A,buy,1,a1\nA,buy,1,a2\n");

        bench.write("strength,side,symbol\n0.5,sell,B\n", QIODevice::WriteOnly);
        bench.heard->feed.poll();

        QCOMPARE(bench.heard->arrived, texts({"a1 A buy 1", "a2 A buy 1", "signal-1 B sell 0.5"}));
        QCOMPARE(bench.heard->noted,
            QStringList({bench.path + QStringLiteral(": was written anew, and is read from its beginning")}));
    }

    void startsAnewWhenAFileWasReplacedByALongerOne()
    {
        const Bench bench(Bench::By::File, FileStart::Everything, json("a1"));

        QVERIFY(QFile::remove(bench.path));
        bench.appendAndPoll(json("b1") + json("a1") + json("b2"));

        QCOMPARE(bench.heard->arrived, texts({"a1 ETH/USDT buy 0.5", "b1 ETH/USDT buy 0.5", "b2 ETH/USDT buy 0.5"}));
        QCOMPARE(
            bench.heard->refused, texts({"s.csv:2: id \"a1\" was there before; each may stand once in a session"}));
    }

    void takesACopyThatGrewForTheSameFile()
    {
        const Bench bench(Bench::By::File, FileStart::Everything, json("a1"));

        bench.write(json("a1") + json("a2"), QIODevice::WriteOnly);
        bench.heard->feed.poll();

        QCOMPARE(bench.heard->arrived.size(), 2);
        QCOMPARE(bench.heard->refused, QStringList());
    }

    void waitsForAFileAndSaysSoOnce()
    {
        const Bench bench(Bench::By::File);

        bench.heard->feed.poll();
        bench.heard->feed.poll();
        QCOMPARE(bench.heard->noted, QStringList({bench.path + QStringLiteral(": not there yet; waiting for it")}));
        bench.appendAndPoll(json("a1"));
        QVERIFY(QFile::remove(bench.path));
        bench.heard->feed.poll();
        bench.appendAndPoll(json("a2"));

        QCOMPARE(bench.heard->arrived, texts({"a1 ETH/USDT buy 0.5", "a2 ETH/USDT buy 0.5"}));
        QCOMPARE(bench.heard->noted.size(), 2);
    }

    void doesNotWaitForAPipe()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
        Heard heard({.file = path});

        QVERIFY(heard.feed.open().has_value());
        heard.feed.poll();

        QCOMPARE(heard.noted, QStringList({path + QStringLiteral(": is no plain file")}));
    }

    void refusesBadLinesWithTheirPlaceAndReadsOn()
    {
        const Bench bench(Bench::By::File, FileStart::Appended, header + "A,buy,1,old\n");

        bench.appendAndPoll("A,buy,1.5,a1\nA,up,1,a2\nA,buy,1,a3\nA,buy,1,a3\n" + QByteArray(200'000, 'x'));
        bench.appendAndPoll(QByteArray(3'000'000, 'x') + "\nA,sell,1,a4\n");

        QCOMPARE(bench.heard->arrived, texts({"a3 A buy 1", "a4 A sell 1"}));
        QCOMPARE(bench.heard->refused,
            texts({"s.csv:3: strength \"1.5\" must be a number from 0 to 1", "s.csv:4: side \"up\" must be buy or sell",
                "s.csv:6: id \"a3\" was there before; each may stand once in a session",
                "s.csv:7: the line is longer than 64 KiB"}));
    }

    void countsOnAfterALineThatWasTooLong()
    {
        const Bench bench(Bench::By::File, FileStart::Everything, QByteArray(70'000, 'x') + "\n" + json("a1", "2"));

        QCOMPARE(bench.heard->refused.size(), 2);
        QVERIFY(bench.heard->refused[1].startsWith(QStringLiteral("s.csv:2: ")));
    }

    void answersTwoClients()
    {
        const Bench bench(Bench::By::Socket);
        QVERIFY(bench.isOpen);
        Speaker first(bench.heard->feed.socketPath());
        Speaker second(bench.heard->feed.socketPath());

        first.write(json("a1") + "what is this\n\n");
        second.write(header + "ETH/USDT,sell,0.25,b1\n");

        const QStringList toFirst = first.answers(3);
        QCOMPARE(toFirst.value(0), QStringLiteral("ok a1"));
        QVERIFY(toFirst.value(1).startsWith(QStringLiteral("error connection ")));
        QVERIFY(toFirst.value(1).contains(QStringLiteral(":2: column \"what is this\" is unknown")));
        QCOMPARE(toFirst.value(2), QStringLiteral("ok"));
        QCOMPARE(second.answers(2), texts({"ok", "ok b1"}));
        bench.heard->arrived.sort(); // whichever came first
        QCOMPARE(bench.heard->arrived, texts({"a1 ETH/USDT buy 0.5", "b1 ETH/USDT sell 0.25"}));
        QCOMPARE(bench.heard->refused.size(), 1);
        QCOMPARE(bench.heard->last.source, bench.path.toStdString());
    }

    void tellsASenderAtOnceWhatIsObjected()
    {
        const QTemporaryDir folder;
        Heard heard({.socket = folder.filePath(QStringLiteral("s")), .objection = [](const signals::Signal& signal) {
                         return signal.id == "old" ? std::optional<std::string>("it is old") : std::nullopt;
                     }});
        QVERIFY(heard.feed.open());
        Speaker speaker(heard.feed.socketPath());
        speaker.write(json("old") + json("new"));
        const QStringList answers = speaker.answers(2);
        QVERIFY2(answers.value(0).startsWith(QStringLiteral("error "))
                && answers.value(0).endsWith(QStringLiteral(":1: it is old")),
            qPrintable(answers.value(0)));
        QCOMPARE(answers.value(1), QStringLiteral("ok new"));
        QCOMPARE(heard.arrived, texts({"new ETH/USDT buy 0.5"}));
    }

    void takesAnIdOnceWhoeverSaysIt()
    {
        const Bench bench(Bench::By::Socket);
        Speaker first(bench.heard->feed.socketPath());
        Speaker second(bench.heard->feed.socketPath());

        first.write(json("a1"));
        QCOMPARE(first.answers(1), texts({"ok a1"}));
        second.write(json("a1"));

        QVERIFY(second.answers(1).value(0).endsWith(
            QStringLiteral(":1: id \"a1\" was there before; each may stand once in a session")));
        QCOMPARE(bench.heard->arrived.size(), 1);
        QCOMPARE(bench.heard->refused.size(), 1);
    }

    void closesAConnectionWhoseLineIsTooLong()
    {
        const Bench bench(Bench::By::Socket);
        Speaker speaker(bench.heard->feed.socketPath());
        Speaker other(bench.heard->feed.socketPath());

        speaker.write(json("a1") + QByteArray(64 * 1024 + 1, 'x'));

        QCOMPARE(speaker.answers(2), texts({"ok a1", "error line longer than 64 KiB"}));
        QVERIFY(speaker.isClosed());
        QCOMPARE(bench.heard->refused.size(), 1);
        other.write(json("b1"));
        QCOMPARE(other.answers(1), texts({"ok b1"}));
    }

    void saysThatAConnectionEndedInsideOfALine()
    {
        const Bench bench(Bench::By::Socket);
        Speaker speaker(bench.heard->feed.socketPath());

        speaker.write(json("a1") + "{\"symbol\"");
        QCOMPARE(speaker.answers(1).size(), 1);
        speaker.leave();

        QTRY_COMPARE(bench.heard->refused.size(), 1);
        QVERIFY(bench.heard->refused[0].endsWith(QStringLiteral("ended inside of a line, which does not count")));
        QCOMPARE(bench.heard->arrived.size(), 1);
    }

    void letsNobodyElseIn()
    {
        const Bench bench(Bench::By::Socket);

        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(bench.isOpen);
        QCOMPARE(QFile::permissions(bench.heard->feed.socketPath()) & others, QFile::Permissions());
    }

    void refusesAPlaceThatIsTaken()
    {
        const Bench bench(Bench::By::Socket);
        QFile file(bench.folder.filePath(QStringLiteral("notes.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Heard second({.socket = bench.path});
        Heard third({.socket = file.fileName()});
        Heard nowhere({.socket = QStringLiteral("/nowhere/s.socket")});

        const auto besideAnother = second.feed.open();
        const auto overAFile = third.feed.open();
        const auto inNoFolder = nowhere.feed.open();

        QVERIFY(!besideAnother && !overAFile && !inNoFolder);
        QCOMPARE(besideAnother.error().what, bench.path.toStdString() + ": another program listens there");
        QCOMPARE(overAFile.error().what, file.fileName().toStdString() + ": is there already, and is no socket");
        QVERIFY(inNoFolder.error().what.starts_with("/nowhere/s.socket: no socket can be made there"));
        Speaker speaker(bench.heard->feed.socketPath());
        speaker.write(json("a1"));
        QCOMPARE(speaker.answers(1), texts({"ok a1"}));
    }

    void replacesASocketThatNobodyListensAt()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("left.socket"));
        QCOMPARE(::mknod(path.toLocal8Bit().constData(), S_IFSOCK | 0600, 0), 0);
        Heard heard({.socket = path});

        QVERIFY(heard.feed.open().has_value());

        Speaker speaker(path);
        speaker.write(json("a1"));
        QCOMPARE(speaker.answers(1), texts({"ok a1"}));
    }
};

const QtSuite<SignalFeedTest> suite{"engine/signal_feed"};

#include "signal_feed_test.moc"

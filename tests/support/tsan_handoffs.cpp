// SPDX-License-Identifier: MIT
// What goes from thread to thread through Qt, told to the thread sanitizer. Debian's Qt is built without it, so that
// the sanitizer sees neither the lock of an event queue nor who waited for whom, and would call every argument of every
// queued call a race. These definitions stand before Qt's own for all code of the program they are linked into.
#include <QCoreApplication>
#include <QEvent>
#include <QObject>
#include <QThread>

#include <dlfcn.h>

#include <utility>

extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);

namespace
{

/// Between whoever emits or posts and whoever is given an event: one for all of them, so that two threads that happen
/// to talk to others at the same time count as in order. Calls have one each, below.
char anyEvent = 0;

template <typename FUNCTION> FUNCTION* qtFunction(const char* name)
{
    return reinterpret_cast<FUNCTION*>(dlsym(RTLD_NEXT, name));
}

/// A call that another thread makes: what was done before it was asked for came before it, and what it does comes
/// before a caller who waits goes on.
class HandedCall final : public QtPrivate::QSlotObjectBase
{
public:
    explicit HandedCall(QtPrivate::QSlotObjectBase* call)
        : QSlotObjectBase(&run)
        , m_call(call)
    {
        __tsan_release(this);
    }

private:
    static void run(int which, QSlotObjectBase* self, QObject* receiver, void** arguments, bool* isEqual)
    {
        auto* const handed = static_cast<HandedCall*>(self);
        switch (which) {
        case Destroy:
            __tsan_acquire(handed);
            handed->m_call->destroyIfLastRef();
            delete handed;
            break;
        case Call:
            __tsan_acquire(handed);
            handed->m_call->call(receiver, arguments);
            __tsan_release(handed);
            break;
        case Compare:
            *isEqual = handed->m_call->compare(arguments);
            break;
        default:
            break;
        }
    }

    QtPrivate::QSlotObjectBase* m_call;
};

/// What the thread did for the events before is known to whoever waits for its end.
bool takeEvent(void**)
{
    __tsan_release(&anyEvent);
    __tsan_acquire(&anyEvent);
    return false; // it goes on to its receiver
}
void watchEvents()
{
    QInternal::registerCallback(QInternal::EventNotifyCallback, takeEvent);
}
Q_CONSTRUCTOR_FUNCTION(watchEvents)

} // namespace

void QMetaObject::activate(QObject* sender, const QMetaObject* of, int signal, void** arguments)
{
    using Function = void(QObject*, const QMetaObject*, int, void**);
    static Function* const qt = qtFunction<Function>("_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    __tsan_release(&anyEvent);
    qt(sender, of, signal, arguments);
    __tsan_acquire(&anyEvent); // of a blocking connection
}

bool QMetaObject::invokeMethodImpl(
    QObject* object, QtPrivate::QSlotObjectBase* slot, Qt::ConnectionType type, void* result)
{
    using Function = bool(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType, void*);
    static Function* const qt = qtFunction<Function>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    auto* const handed = new HandedCall(slot);
    handed->ref(); // ours, until it is done
    const bool isDone = qt(object, handed, type, result);
    if (type == Qt::BlockingQueuedConnection) {
        __tsan_acquire(handed);
    }
    handed->destroyIfLastRef();
    return isDone;
}

void QCoreApplication::postEvent(QObject* receiver, QEvent* event, int priority)
{
    using Function = void(QObject*, QEvent*, int);
    static Function* const qt = qtFunction<Function>("_ZN16QCoreApplication9postEventEP7QObjectP6QEventi");
    __tsan_release(&anyEvent);
    qt(receiver, event, priority);
}

bool QThread::wait(QDeadlineTimer deadline)
{
    using Function = bool(QThread*, QDeadlineTimer);
    static Function* const qt = qtFunction<Function>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool hasEnded = qt(this, deadline);
    __tsan_acquire(&anyEvent);
    return hasEnded;
}

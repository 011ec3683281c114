"""A screen of our own (Xvfb) and what a screen reader reads from it (AT-SPI): the program's own words, tables and buttons, and a
mouse. Debian's xvfb, at-spi2-core, dbus-daemon and python3-dbus."""
import os
import shutil
import subprocess
import threading
import time

REGISTRYD = "/usr/libexec/at-spi-bus-launcher"
ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
SECONDS = 5  # for an answer of the window


def missing():
    """What this machine lacks for a screen; empty: nothing."""
    lacks = [tool for tool in ("Xvfb", "dbus-daemon") if not shutil.which(tool)]
    if not os.path.exists(REGISTRYD):
        lacks.append("at-spi2-core")
    return lacks


class Screen:
    def __init__(self, home):
        read, write = os.pipe()
        self._processes = [subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x960x24", "-nolisten", "tcp"],
                                            pass_fds=[write], stderr=subprocess.DEVNULL)]
        os.close(write)
        with os.fdopen(read) as told:
            self.environment = {"DISPLAY": ":" + told.readline().strip(), "HOME": home, "XDG_RUNTIME_DIR": home,
                                "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home,
                                "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb"}
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={home}/bus"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **self.environment})
        self._processes.append(bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self._processes.append(subprocess.Popen([REGISTRYD, "--launch-immediately"], stdout=subprocess.DEVNULL,
                                                stderr=subprocess.DEVNULL, env={**os.environ, **self.environment}))
        self._places = []  # of the last walk
        self._turn = threading.RLock()  # one thread at a time on the bus
        self._bus = self._connect()

    def _connect(self):
        import dbus
        import dbus.bus
        session = dbus.bus.BusConnection(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        end = time.monotonic() + 20
        while True:
            try:
                told = session.get_object("org.a11y.Bus", "/org/a11y/bus", introspect=False)
                return dbus.bus.BusConnection(str(told.GetAddress(dbus_interface="org.a11y.Bus")))
            except dbus.DBusException:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def end(self):
        self._bus.close()
        for process in reversed(self._processes):
            process.terminate()
            process.wait(20)

    def _call(self, at, interface, method, *arguments):
        with self._turn:
            found = self._bus.get_object(at[0], at[1], introspect=False)
            return getattr(found, method)(*arguments, dbus_interface=interface, timeout=SECONDS)

    def text(self, at):
        return str(self._call(at, PROPERTIES, "Get", ACCESSIBLE, "Name"))

    def _role(self, at):
        return str(self._call(at, ACCESSIBLE, "GetRoleName"))

    def children(self, at):
        return [(str(a), str(b)) for a, b in self._call(at, ACCESSIBLE, "GetChildren")]

    def walk(self, at=("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")):
        """Place, role and name of everything that is on the screen, cells of tables left out."""
        role, name = self._role(at), self.text(at)
        yield at, role, name
        if role not in ("table", "tree", "tree table"):
            for child in self.children(at):
                yield from self.walk(child)

    def find(self, name, role=None):
        """Whose name is that, or begins with it where it ends in `*`."""
        def fits(text):
            return text.startswith(name[:-1]) if name.endswith("*") else text == name
        for places in (self._places, None):
            if places is None:
                places = self._places = list(self.walk())
            for at, its_role, text in places:
                if fits(text) and role in (None, its_role) and fits(self._now(at)):
                    return at
        raise LookupError(f"nothing on the screen is called {name}")

    def _now(self, at):
        import dbus
        try:
            return self.text(at)
        except dbus.DBusException:
            return ""  # it is gone

    def press(self, name, role=None):
        self._call(self.find(name, role), "org.a11y.atspi.Action", "DoAction", 0)

    def click(self, name, role=None):
        """With the mouse."""
        import dbus
        x, y, width, height = self._call(self.find(name, role), "org.a11y.atspi.Component", "GetExtents", dbus.UInt32(0))
        self._call(("org.a11y.atspi.Registry", "/org/a11y/atspi/registry/deviceeventcontroller"),
                   "org.a11y.atspi.DeviceEventController", "GenerateMouseEvent", dbus.Int32(x + width // 2),
                   dbus.Int32(y + height // 2), "b1c")
        time.sleep(0.2)  # the X server's turn, then the window's

    def enter(self, name, value):
        import dbus
        self._call(self.find(name), PROPERTIES, "Set", "org.a11y.atspi.Value", "CurrentValue",
                   dbus.Double(value, variant_level=1))

    def forget(self):
        """Another window comes."""
        self._places = []

    def items(self, name):
        """Lines of a list."""
        return [self.text(at) for at in self.children(self.find(name))]

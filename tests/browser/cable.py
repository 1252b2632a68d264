# SPDX-License-Identifier: GPL-3.0-or-later
"""A line to a server, slow as one wants, that can be cut: TCP connections,
passed on."""

import socket
import threading
import time

PIECE = 16384


class Cable:
    """Listens at `base`; bytes to the server go at `rate` a second, 0: as fast
    as they can."""

    def __init__(self, port, rate=0):
        self.port = port
        self.rate = rate
        self.up = True
        self.shut = b""         # a request that has this is not passed on
        self.passed = 0         # bytes to the server, so far
        self.ends = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def carried(self, n, seconds):
        """Have so many bytes gone to the server, in that time at most?"""
        end = time.monotonic() + seconds
        while self.passed < n and time.monotonic() < end:
            time.sleep(0.05)
        return self.passed >= n

    def cut(self):
        """Every connection breaks, and no new one comes about."""
        self.up = False
        for end in list(self.ends):
            self._break(end)

    def mend(self, rate=0):
        self.rate = rate
        self.up = True

    def _serve(self):
        while True:
            near = self.door.accept()[0]
            if not self.up:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.port))
            self.ends |= {near, far}
            for one, other, slow in (near, far, True), (far, near, False):
                threading.Thread(target=self._carry, daemon=True,
                                 args=(one, other, slow)).start()

    def _carry(self, one, other, slow):
        try:
            while data := one.recv(PIECE):
                if slow and self.shut and self.shut in data:
                    break
                if slow and self.rate:
                    time.sleep(len(data) / self.rate)
                other.sendall(data)
                self.passed += len(data) if slow else 0
        except OSError:
            pass        # it was cut
        for end in one, other:
            self._break(end)

    def _break(self, end):
        self.ends.discard(end)
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass        # it is broken already
        end.close()

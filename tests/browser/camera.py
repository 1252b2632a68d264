# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera, good and bad, until it is killed; says its port on its output.

/snap is a picture, /stream an MJPEG of two, which then hangs, and the rest
is what a camera must not do to a browser or to the server.
"""

import struct
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def png(shade):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + bytes((shade, 90, 200)) * 64 for _ in range(48))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


PAGE = b"<script>alert(1)</script>"
ANSWERS = {
    "/snap": (200, png(20), {"Content-Type": "image/png",
                             "Set-Cookie": "connectprint=stolen",
                             "X-Content-Type-Options": "no"}),
    "/page": (200, PAGE, {"Content-Type": "text/html"}),
    "/svg": (200, PAGE, {"Content-Type": "image/svg+xml"}),
    "/none": (200, PAGE, {}),
    "/away": (302, b"", {"Location": "http://192.0.2.1/"}),
    "/login": (401, PAGE, {"WWW-Authenticate": "Basic realm=x"}),
    "/inside": (200, png(1), {"Content-Type": "image/png",
                              "X-Accel-Redirect": "/404.html"}),
}


class Camera(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with open("/dev/stderr", "w", encoding="ascii") as err:
            err.write(f"{self.path} {sorted(self.headers.keys())} "
                      f"{self.headers['Host']}\n")
        if self.path == "/stream":
            self.stream()
            return
        status, body, headers = ANSWERS.get(self.path, (404, b"", {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type",
                         "multipart/x-mixed-replace; boundary=--next")
        self.end_headers()
        for shade, said in ((1, True), (250, False)):
            picture = png(shade)
            length = f"Content-Length: {len(picture)}\r\n" if said else ""
            self.wfile.write(b"\r\n--next\r\nContent-Type: image/png\r\n" +
                             length.encode() + b"\r\n" + picture)
        self.wfile.write(b"\r\n--next\r\n")
        self.rfile.read()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()

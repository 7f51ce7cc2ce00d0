"""`./khet run`: prepares the house, then keeps the web server and the job worker alive as one group.

Django is loaded once and the children are forked from it, so their memory is shared and a restart takes
a moment. The parent holds no database connection and no thread.
"""

import argparse
import fcntl
import os
import socket
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import TextIO

from khet.hosting.supervisor import Supervisor
from khet.kernel import environment as env
from khet.portal.backup import swapping


def options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./khet run", description="เริ่มระบบเขต · start the hub")
    parser.add_argument("--host", default="127.0.0.1", help="ที่อยู่ที่รับฟัง · address to listen at")
    parser.add_argument("--port", type=int, default=int(os.environ.get("KHET_PORT", "8000")))
    parser.add_argument("--empty", "--no-demo", action="store_true", help="ไม่ใส่ข้อมูลตัวอย่าง · an office's own hub")
    parser.add_argument("--logs", action="store_true", help="แสดงบันทึกบนจอ · log to the terminal or journal")
    return parser.parse_args(argv)


def free_port(host: str, wanted: int) -> int:
    """The first port from the wanted one that nobody listens at; says so when it is not the wanted one."""
    for port in range(wanted, min(wanted + 50, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                sys.exit(f"ไม่มีสิทธิ์ใช้พอร์ต {port} เลือกพอร์ตที่สูงกว่า 1023 · no permission for port {port}")
            except OSError:
                print(f"พอร์ต {port} ถูกใช้งานอยู่ จะลองพอร์ตถัดไป · port {port} is busy, trying the next", flush=True)
                continue
        return port
    sys.exit("ไม่พบพอร์ตว่าง ระบุเองด้วย --port · no free port, please name one with --port")


def names_of_this_machine() -> str:
    """Host names a browser may use when the server listens beyond loopback and KHET_HOSTS says nothing."""
    names = {socket.gethostname(), socket.getfqdn()}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks the kernel which of our addresses faces outward
            names.add(probe.getsockname()[0])
        except OSError:
            pass
    return " ".join(["127.0.0.1", "localhost", "[::1]", *sorted(names)])


def only_one() -> TextIO:
    """Hold the home folder while the group lives (children inherit it); says where the hub is when it runs already."""
    home = env.home()
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    gate = (home / "run.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        gate.seek(0)
        sys.exit(f"ระบบนี้ทำงานอยู่แล้ว · already running: {gate.read() or home}")
    gate.truncate(0)
    return gate


def environment_for(host: str, port: int) -> str:
    """Fill in what the settings need to know of the address; returns the address to print."""
    shown = "127.0.0.1" if host in {"127.0.0.1", "0.0.0.0", "::", "localhost"} else host  # noqa: S104
    address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    os.environ.setdefault("KHET_PUBLIC_URL", address)
    if host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("KHET_HOSTS", f"{names_of_this_machine()} {host}")
    return address


def answers(host: str, port: int) -> bool:
    """Whether the hub answers /healthz now."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    door = HTTPConnection(target, port, timeout=2)
    try:
        door.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return door.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        door.close()


def main(argv: list[str] | None = None) -> int:
    began = time.monotonic()
    chosen = options(sys.argv[1:] if argv is None else argv)
    gate = only_one()
    swapping.recover(env.home(), held=True)  # before settings read or make secrets
    port = free_port(chosen.host, chosen.port)
    address = environment_for(chosen.host, port)
    gate.write(address)
    gate.flush()
    from khet.hosting import preload, prepare, roles

    preload.django()
    prepare.everything(demo=not chosen.empty)
    preload.first_request()
    preload.settle()
    log = None if chosen.logs else env.home() / "log"
    supervisor = Supervisor(
        {"web": lambda: roles.web(chosen.host, port), "jobs": roles.jobs},
        log=log,
    )

    def welcome() -> None:
        print(f"พร้อมใช้งาน · ready in {time.monotonic() - began:.1f} s: {address}", flush=True)
        prepare.show_accounts()
        prepare.show_setup()
        print("หยุดด้วย Ctrl-C · stop with Ctrl-C", flush=True)

    return supervisor.run(ready=lambda: answers(chosen.host, port), then=welcome)


if __name__ == "__main__":
    sys.exit(main())

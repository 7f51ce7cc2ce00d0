"""An S3 of the tests' own on the loopback: it stands at once or says why not, and nothing waits for it for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

PATIENCE = 60  # seconds; a machine that does other things beside answers late, not never


@contextmanager
def object_store() -> Iterator[str]:
    """Its address. The socket is opened here: in a thread an error would leave us waiting, as in moto's own starter."""
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        _answers(address)
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


def _answers(address: str) -> None:
    try:
        urlopen(f"{address}/moto-api/", timeout=PATIENCE).close()
    except (URLError, TimeoutError) as fault:
        pytest.fail(f"the object store of the tests at {address} did not answer within {PATIENCE} s: {fault}")


def a_client(address: str) -> Any:
    """boto3's, which fails after a while instead of trying again and again."""
    patience = Config(connect_timeout=PATIENCE, read_timeout=PATIENCE, retries={"total_max_attempts": 2})
    return boto3.client(
        "s3",
        endpoint_url=address,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
        config=patience,
    )

"""A board with the made bulletin on it, and a server over it."""

import pytest

from bulletins import bulletin
from outright.serve.board import Board
from outright.serve.run import Server


@pytest.fixture
def board():
    shown = Board()
    shown.publish(bulletin())
    return shown


@pytest.fixture
def server(board):
    with Server(board, port=0) as running:
        yield running

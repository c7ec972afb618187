"""One computation at a time, and a short queue."""

import asyncio
import threading
from functools import partial

import pytest

from fashrec.page.lane import Lane
from fashrec.page.refused import RefusedError


def test_work_is_done_one_at_a_time_in_its_order() -> None:
    """However many ask at once."""
    lane, order, inside = Lane(), list[int](), list[int]()
    one = threading.Lock()

    def work(number: int) -> int:
        assert one.acquire(blocking=False), "two at a time"
        order.append(number)
        inside.append(threading.get_ident())
        one.release()
        return number

    async def ask() -> list[int]:
        return await asyncio.gather(*(lane.do(partial(work, number)) for number in range(8)))

    assert asyncio.run(ask()) == order == list(range(8))
    assert len(set(inside)) == 1
    assert inside[0] != threading.get_ident()
    lane.close()


def test_a_full_queue_refuses_and_empties_again() -> None:
    """With 503 and when to come back; what waits is answered all the same."""
    lane, gate = Lane(most=2), threading.Event()

    async def ask() -> None:
        waiting = [asyncio.create_task(lane.do(gate.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(RefusedError) as refused:
            await lane.do(gate.wait)
        assert refused.value.status == 503
        assert int(refused.value.headers["Retry-After"]) >= 1
        gate.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert await lane.do(gate.wait)

    asyncio.run(ask())
    lane.close()


def test_work_whose_asker_has_gone_is_not_begun() -> None:
    """Its place in the queue is free again."""
    lane, gate, done = Lane(most=2), threading.Event(), list[str]()

    async def ask() -> None:
        first = asyncio.create_task(lane.do(gate.wait))
        second = asyncio.create_task(lane.do(lambda: done.append("second")))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        third = asyncio.create_task(lane.do(lambda: done.append("third")))
        gate.set()
        await asyncio.gather(first, third)

    asyncio.run(ask())
    assert done == ["third"]
    lane.close()


def test_an_error_is_the_askers_and_the_lane_goes_on() -> None:
    """The next question is answered."""
    lane = Lane()

    async def ask() -> int:
        with pytest.raises(ZeroDivisionError):
            await lane.do(lambda: 1 // 0)
        return await lane.do(lambda: 1)

    assert asyncio.run(ask()) == 1
    lane.close()

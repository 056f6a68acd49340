"""Answers of a provider: refusals, and the failures on request that stand in front of each endpoint."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from askproai.standins.failures import ANSWER_MODES, FailureOrder, Mode
from askproai.standins.world import World

Endpoint = Callable[[Request], Awaitable[Response]]
ErrorAnswer = Callable[[int], Response]


class Refused(Exception):
    """The request is answered with this error of the provider."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def failing(endpoint: Endpoint, *, provider: str, world: World, error_answer: ErrorAnswer) -> Endpoint:
    """Return the endpoint with the provider's refusals and ordered failures around it."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return refused.response

    async def guarded(request: Request) -> Response:
        text = f"{request.method} {request.url.path}\n{(await request.body()).decode(errors='replace')}"
        failure = world.failures.take(provider=provider, modes=ANSWER_MODES, text=text)
        if failure is None:
            return await answer(request)
        world.ledger.record(provider=provider, kind="failure", mode=failure.mode, path=request.url.path)
        if failure.mode in {Mode.RATE_LIMITED, Mode.SERVER_ERROR}:
            return error_answer(int(failure.mode))
        return await _spoiled(request, answer, failure=failure, world=world)

    return guarded


async def _spoiled(request: Request, answer: Endpoint, *, failure: FailureOrder, world: World) -> Response:
    if failure.mode == Mode.SLOW:
        await asyncio.sleep(failure.seconds)
        return await answer(request)
    response = await answer(request)
    if failure.mode == Mode.ACCEPT_THEN_DROP and request.client is not None:
        world.drop_connection((request.client.host, request.client.port))
        await asyncio.sleep(0)  # the server notices the lost connection before it gets an answer to send
        return response
    if response.status_code == HTTPStatus.NO_CONTENT:
        return response  # nothing that could be cut in half
    if isinstance(response, StreamingResponse):
        return Response(b'data: {"id": "half of an ev\n\n', media_type=response.media_type)
    # A proxy that died half-way: the right status and a body that ends too early.
    half = bytes(response.body)[: len(response.body) // 2] or b'{"'
    return Response(half, status_code=response.status_code, media_type="application/json")

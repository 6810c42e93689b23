"""Counting answers by status: what an operator sees first when partners say that something is wrong."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plumbing.running.metrics import HTTP_ANSWERS


class CountedAnswers:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, process: str) -> None:
        self._app, self._process = app, process

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its answer."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                HTTP_ANSWERS.labels(self._process, str(message["status"])).inc()
            await send(message)

        await self._app(scope, receive, counted)

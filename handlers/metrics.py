"""What refdesk counts of itself, for Prometheus. No label ever holds a name, an id or words of a person."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from store.outbox.deliveries import Delivery
from store.programme.figures import Figures

# Slack waits three seconds.
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)


class Metrics:
    """The measures of one refdesk. Counters are of this process; gauges of the database are the same in each."""

    def __init__(self) -> None:
        self.registry = to = CollectorRegistry()
        self._ticked = time.monotonic()
        ProcessCollector(registry=to)
        self.listener_seconds = Histogram(
            "refdesk_listener_seconds",
            "How long a listener worked before its answer left; Slack waits 3 seconds.",
            ["listener"],
            buckets=SECONDS,
            registry=to,
        )
        self.answers = Counter(
            "refdesk_answers",
            "What acts of people led to: done, refused (aloud), unsaved (database away), slack (Slack away), bug.",
            ["listener", "outcome"],
            registry=to,
        )
        self.deliveries = Counter(
            "refdesk_deliveries",
            "Tries to send what is owed to Slack: sent, ratelimited, retried, unreachable, given_up.",
            ["kind", "outcome"],
            registry=to,
        )
        self.ticks = Histogram(
            "refdesk_tick_seconds", "How long a tick took.", buckets=(*SECONDS, 30.0, 60.0), registry=to
        )
        self.tick_lag = Gauge(
            "refdesk_tick_lag_seconds", "Seconds since the last tick ended; more than 180 is trouble.", registry=to
        )
        self.index_size = Gauge("refdesk_index_customers", "Customers in this process's search.", registry=to)
        self.index_age = Gauge(
            "refdesk_index_age_seconds",
            "Seconds since the search looked for changes: every second, and before each search.",
            registry=to,
        )
        self.database = Gauge("refdesk_database_up", "1 when the database answers; 0 hides what it knows.", registry=to)
        self.waiting = Gauge("refdesk_deliveries_waiting", "Messages owed to Slack and not yet sent.", registry=to)
        self.oldest = Gauge("refdesk_deliveries_oldest_seconds", "Since when the oldest of them is owed.", registry=to)
        self.dead = Gauge(
            "refdesk_deliveries_dead", "Messages given up, by Slack's word for why.", ["code"], registry=to
        )
        self.requests = Gauge("refdesk_requests", "Requests that are not over, by status.", ["status"], registry=to)
        self.points = Gauge("refdesk_points_used", "Points of all customers used this quarter.", registry=to)

    def answered(self, listener: str, outcome: str, seconds: float) -> None:
        """A listener has done its work, or could not."""
        self.listener_seconds.labels(listener).observe(seconds)
        self.answers.labels(listener, outcome).inc()

    def tried(self, delivery: Delivery, outcome: str) -> None:
        """One try to send a delivery has ended."""
        self.deliveries.labels(
            delivery.message_type.value if delivery.message_type else delivery.kind.value, outcome
        ).inc()

    def ticked(self, seconds: float) -> None:
        """A tick has ended."""
        self.ticks.observe(seconds)
        self._ticked = time.monotonic()

    def look(self, figures: Figures | None, *, index_size: int, index_age: float) -> None:
        """Set the gauges to how things stand; figures: what the database says, None when it does not answer."""
        self.tick_lag.set(time.monotonic() - self._ticked)
        self.index_size.set(index_size)
        self.index_age.set(index_age)
        self.database.set(figures is not None)
        self.dead.clear()
        self.requests.clear()
        known = figures or Figures.unknown()
        self.waiting.set(known.waiting)
        self.oldest.set(known.oldest_seconds)
        self.points.set(known.points_used)
        for code, count in known.dead.items():
            self.dead.labels(code).set(count)
        for status, count in known.requests.items():
            self.requests.labels(status).set(count)


def label_of(listener: Callable[..., object]) -> str:
    """A listener as the label `listener` names it: "deciding.on_approve"."""
    module = listener.__module__.rpartition(".")[2]
    return f"{_LABELS.get(module, module)}.{listener.__name__}"


# Dashboards know the modules by the names they had before they moved to their rooms.
_LABELS = {
    "absence": "away",
    "answers": "searching",
    "commands": "searching",
    "dead_letters": "losing",
    "digest": "digesting",
    "filing": "requesting",
    "fulfilment": "after_call",
    "handover": "handing_over",
    "holds": "holding",
    "home": "homing",
    "paused": "holding",
    "profile": "profiles",
    "verification": "verifying",
}

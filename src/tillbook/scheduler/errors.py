"""What can be wrong with a request to a job.

SchedulerError
├── UnknownJob        no job of this number or name
├── UnknownGroup      no channel database group of this name
├── JobRunning        the job runs already; a second run would do nothing
├── JobHasNoData      a full data sync of a job that distributes nothing
├── RecurringFull     a full data sync never recurs
├── UnknownSession    no such package in the group
├── SessionNeeded     a node still waits for the package
└── SessionApplied    every node has the package
"""

from tillbook.foundation.errors import TillbookError


class SchedulerError(TillbookError):
    """The base of this family."""

    code = "scheduler.error"


class UnknownJob(SchedulerError):
    """No job of this number or name."""

    code = "job.unknown"

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"There is no job {reference!r}.", remedy="tillbook jobs list shows all of them."
        )


class UnknownGroup(SchedulerError):
    """No channel database group of this name."""

    code = "group.unknown"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no channel database group {name!r}.",
            remedy="Use the name of one, or leave it out to mean all.",
        )


class JobRunning(SchedulerError):
    """The job runs already."""

    code = "job.running"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The job {number} is running.", remedy="Run it again when this run has ended."
        )


class JobHasNoData(SchedulerError):
    """Only jobs that distribute data can be synchronized in full."""

    code = "full_sync.no_data"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The job {number} distributes nothing, so there is no full data sync of it.",
            remedy="Choose a job whose direction is download.",
        )


class RecurringFull(SchedulerError):
    """A full data sync runs once, when somebody asks. Source: AR-101."""

    code = "full_sync.recurring"

    def __init__(self) -> None:
        super().__init__(
            "A full data sync cannot recur.",
            remedy="Ask for it without a recurrence; set the job's recurrence on its own.",
        )


class UnknownSession(SchedulerError):
    """No such package in the group."""

    code = "session.unknown"

    def __init__(self, group: str, number: int) -> None:
        super().__init__(
            f"The group {group} has no package {number}.",
            remedy="GET /api/v1/sessions lists what there is.",
        )


class SessionNeeded(SchedulerError):
    """A node still waits for the package."""

    code = "session.needed"

    def __init__(self, group: str, number: int) -> None:
        super().__init__(
            f"Package {number} of {group} has not reached every node yet, so it stays listed.",
            remedy="Cancel it first, or wait until every node has applied it.",
        )


class SessionApplied(SchedulerError):
    """Every node has the package: there is nothing to cancel."""

    code = "session.applied"

    def __init__(self, group: str, number: int) -> None:
        super().__init__(
            f"Every node of {group} has applied package {number}; there is nothing to cancel.",
            remedy="Delete the session to take it off the list.",
        )

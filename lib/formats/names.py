"""The names fields go by in other tools' files, in small letters, the most telling first."""

from __future__ import annotations

IDS = ["id", "trace_id", "conversation_id", "external_id", "uuid", "_id", "run_id", "request_id"]
LAST_IDS = ["session_id", "thread_id", "chat_id"]
GROUPS = [
    "session_id",
    "thread_id",
    "conversation_id",
    "chat_id",
    "user_id",
    "customer_id",
    "user",
    "task_id",
    "group",
    "group_key",
]
# Fields that end in "_id" and name something other than the trace.
NOT_IDS = frozenset(
    [
        "session_id",
        "thread_id",
        "chat_id",
        "user_id",
        "customer_id",
        "tenant_id",
        "org_id",
        "organization_id",
        "account_id",
        "project_id",
        "model_id",
        "parent_id",
        "parent_run_id",
        "prompt_id",
        "agent_id",
    ]
)
TIMES = [
    "timestamp",
    "created_at",
    "start_time",
    "started_at",
    "time",
    "datetime",
    "created",
    "date",
    "happened_at",
    "event_time",
    "request_time",
    "ts",
    "end_time",
    "updated_at",
]
LATENCIES = [
    name + unit
    for name in ("latency", "duration", "response_time", "elapsed", "elapsed_time", "total_time")
    for unit in ("", "_seconds", "_s", "_sec", "_ms", "_milliseconds")
]
COSTS = ["cost", "total_cost", "cost_usd", "total_cost_usd"]
VERSIONS = ["version", "app_version", "release", "model_version", "prompt_version"]
INPUTS = [
    "input",
    "inputs",
    "question",
    "query",
    "prompt",
    "user_input",
    "user_message",
    "user_query",
    "instruction",
    "request",
]
OUTPUTS = [
    "output",
    "outputs",
    "response",
    "answer",
    "completion",
    "reply",
    "generation",
    "assistant_response",
    "model_output",
    "bot_response",
    "prediction",
]
# Objects whose members are metadata of the trace.
LIGHT_HOLDERS = ("metadata", "meta", "tags", "attributes")
# Objects in which times, versions and the like are looked for.
HOLDERS = (*LIGHT_HOLDERS, "info", "trace", "run", "data")
FEEDBACK_HOLDERS = (*LIGHT_HOLDERS, "feedback", "user_feedback", "evaluation", "rating", "scores")
# What only the record of a test run speaks of: feedback there is not a user's.
OF_A_TEST = frozenset(["trial", "trials", "trial_id", "reward", "episode", "benchmark"])

# Conversations that stop before the question of the record itself.
HISTORIES = frozenset(["history", "chat_history"])

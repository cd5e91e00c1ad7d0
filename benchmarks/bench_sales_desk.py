#!/usr/bin/env python3
"""The sales desk side by side with stock: bulk work, and opening the screens."""

import sys

import client
import common
import leads as generator
from common import PLUS, Operation

GOAL = 1.10
QUERY_GOAL = 1.05
VIEWS = {
    "kanban": ("crm.crm_case_kanban_view_leads", "kanban"),
    "form": ("crm.crm_lead_view_form", "form"),
}


def find(batch, *domain):
    """A preparation: some leads of the database, spread over it."""

    def prepare(env):
        found = env["crm.lead"].with_context(active_test=False)
        found = found.search([*domain, ("type", "=", "opportunity")], order="id")
        step = max(len(found) // batch, 1)
        return env["crm.lead"].browse(found.ids[: step * batch : step])

    return prepare


def prepare_values(batch):
    """A preparation: what a file of a fair gives, for several salespersons."""

    def prepare(env):
        country = env.ref("base.be").id
        return [
            {
                "name": f"Fair contact {number}",
                "type": "opportunity",
                "contact_name": f"Visitor {number}",
                "partner_name": f"Exhibitor {number % 97}",
                "email_from": f"visitor{number}@exhibitor{number % 97}.example.com",
                "phone": f"+32 2 555 {number:04d}",
                "country_id": country,
                "expected_revenue": 100 + number,
            }
            for number in range(batch)
        ]

    return prepare


def prepare_view(name, domain):
    """A preparation: the view as the client has it in its cache already."""
    xmlid, view_type = VIEWS[name]

    def prepare(env):
        view_id = env.ref(xmlid).id
        arch, fields = client.get_view(env, "crm.lead", view_type, view_id)
        found = env["crm.lead"].search(
            [*domain(env), ("won_status", "=", "pending")], limit=1
        )
        return arch, client.get_specification(arch, "crm.lead", fields), found

    return prepare


def get_own_domain(env):
    """My pipeline, the page that a salesperson starts the day with."""
    return [("type", "=", "opportunity"), ("user_id", "=", env.uid)]


def get_all_domain(_env):
    return [("type", "=", "opportunity")]


def open_pipeline(domain):
    def run(env, subject):
        arch, specification, _lead = subject
        client.open_pipeline(env, arch, specification, domain(env))

    return run


def open_form(env, subject):
    _arch, specification, lead = subject
    client.open_form(env, specification, lead)


def lose(env, leads):
    reason = env["crm.lost.reason"].search([], limit=1)
    leads.action_set_lost(lost_reason_id=reason.id)


def win(_env, leads):
    leads.action_set_won()


def restore(_env, leads):
    leads.action_restore()


def move(env, leads):
    stage = env["crm.stage"].search(
        [("is_won", "=", False)], order="sequence desc", limit=1
    )
    leads.write({"stage_id": stage.id})


def read_past_pipeline(env, _subject):
    rows = env["crm.plus.lead.history"].formatted_read_group(
        [("as_of", "=", "today -90d"), ("won_status", "=", "pending")],
        ["stage_id"],
        ["expected_revenue:sum", "__count"],
    )
    assert rows, "the pipeline of a past day is empty"


def get_operations(batch):
    """The operations with the goals they have to meet."""
    return [*get_bulk_operations(batch), *get_screen_operations()]


def get_bulk_operations(batch):
    pending = find(batch, ("won_status", "=", "pending"))
    lost = find(batch, ("won_status", "=", "lost"))
    goal = {"time_goal": GOAL}
    return [
        Operation(
            f"create {batch} leads in one call",
            prepare_values(batch),
            lambda env, values: env["crm.lead"].create(values),
            query_goal=QUERY_GOAL,
            **goal,
        ),
        Operation(f"lose {batch} leads in one call", pending, lose, **goal),
        Operation(f"win {batch} leads in one call", pending, win, **goal),
        Operation(f"restore {batch} lost leads in one call", lost, restore, **goal),
        Operation(f"move {batch} leads to another stage", pending, move, **goal),
    ]


def get_screen_operations():
    all_leads = {"time_goal": GOAL, "repeat": 10}
    own = {"login": "bench_seller_1", **all_leads}
    return [
        Operation(
            "open my pipeline",
            prepare_view("kanban", get_own_domain),
            open_pipeline(get_own_domain),
            **own,
        ),
        Operation(
            "open the pipeline of all",
            prepare_view("kanban", get_all_domain),
            open_pipeline(get_all_domain),
            **all_leads,
        ),
        Operation(
            "open one form", prepare_view("form", get_own_domain), open_form, **own
        ),
        Operation(
            "pipeline of a past day, by stage",
            lambda env: None,
            read_past_pipeline,
            sides=(PLUS,),
        ),
    ]


def main():
    parser = common.get_parser(__doc__)
    options = parser.parse_args()
    operations = [
        operation
        for operation in get_operations(options.batch)
        if not options.only or options.only in operation.name
    ]
    server = common.Server(options, ["crm_plus"])
    server.prepare(lambda env: generator.generate(env, options.leads, common.progress))
    common.measure(server, operations, options.runs)
    table = common.get_table(operations)
    print(table)
    if not (options.no_report or options.only):
        common.write_report(
            "sales_desk",
            "Sales desk",
            f"{common.get_today()}. {server.describe()}. Medians of {options.runs} "
            f"runs a side.\n\n{table}",
        )
    if not options.keep:
        server.drop("stock", PLUS)
    missed = [operation.name for operation in operations if operation.is_met is False]
    if missed:
        common.progress(f"Goals missed: {', '.join(missed)}")
    return int(bool(missed and options.strict))


if __name__ == "__main__":
    sys.exit(main())

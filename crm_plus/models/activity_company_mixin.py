from odoo import fields, models


class CrmPlusActivityCompanyMixin(models.AbstractModel):
    """Limits of a company for the planning of activities."""

    _name = "crm.plus.activity.company.mixin"
    _description = "Activity limits of a company"

    activity_reschedule_days = fields.Integer(
        "Reschedule Limit (days)",
        default=7,
        help="An activity late by at most this many days is rescheduled in the "
        "calendar; any other is moved by 7 days with one click. 0 always moves.",
    )
    activity_tasks_per_day = fields.Integer(
        "Tasks per Day",
        default=8,
        help="Scheduling warns when the person already has more open activities "
        "than this on the chosen day. 0 never warns.",
    )

    _check_activity_reschedule_days = models.Constraint(
        "CHECK(activity_reschedule_days >= 0)",
        "The reschedule limit cannot be negative.",
    )
    _check_activity_tasks_per_day = models.Constraint(
        "CHECK(activity_tasks_per_day >= 0)",
        "The number of tasks per day cannot be negative.",
    )

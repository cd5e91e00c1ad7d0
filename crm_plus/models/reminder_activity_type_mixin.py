from odoo import fields, models


class CrmPlusReminderActivityTypeMixin(models.AbstractModel):
    """When activities of a type remind, and which kinds are interactions."""

    _name = "crm.plus.reminder.activity.type.mixin"
    _description = "Reminder of an activity type"

    reminder_count = fields.Integer(
        "Remind Before",
        default=30,
        help="How long before the activity is due its assignee is notified.",
    )
    reminder_unit = fields.Selection(
        [("minutes", "minutes"), ("hours", "hours"), ("days", "days")],
        required=True,
        default="minutes",
    )
    reminder_hour = fields.Float(
        "Due Hour",
        default=9.0,
        help="The hour of the due day, in the time zone of the assignee, from which "
        "the reminder counts when the activity has no hour of its own.",
    )
    is_interaction = fields.Boolean(
        "Interaction",
        help="Offered by Log Interaction: contact with a customer that took place.",
    )

    _check_reminder_count = models.Constraint(
        "CHECK(reminder_count >= 0)", "A reminder cannot come after the activity."
    )
    _check_reminder_hour = models.Constraint(
        "CHECK(reminder_hour >= 0 AND reminder_hour < 24)",
        "The due hour lies between 0:00 and 23:59.",
    )

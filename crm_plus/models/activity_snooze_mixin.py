from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmPlusActivitySnoozeMixin(models.AbstractModel):
    """Move the user's next activity of a lead by a week, or reschedule it."""

    _name = "crm.plus.activity.snooze.mixin"
    _description = "Snooze of the next activity"

    my_snooze_choice = fields.Selection(
        [("week", "+7 d"), ("reschedule", "Reschedule")],
        "My Activity Button",
        compute="_compute_my_snooze_choice",
        compute_sudo=False,
        export_string_translation=False,
        help="Which button the user's next activity shows; none without activity.",
    )

    @api.depends("activity_ids.user_id", "activity_ids.date_deadline")
    @api.depends_context("uid", "company", "tz")
    def _compute_my_snooze_choice(self):
        choices = {
            activity.res_id: activity.snooze_choice
            for activity in self._get_my_next_activity()
        }
        for record in self:
            record.my_snooze_choice = choices.get(record._origin.id, False)

    def _get_my_next_activity(self):
        """Return the user's own next activity of each record, as stock picks it.

        Searched, not read from ``activity_ids``: of all activities only the user's
        own need to be looked at, and his access to them is certain.
        """
        own = self.env["mail.activity"].search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self._origin.ids),
                ("user_id", "=", self.env.uid),
            ],
            ["res_id"],
        )
        first = {activity.res_id: activity for activity in reversed(own)}
        return self.env["mail.activity"].concat(
            *(first[id_] for id_ in self._origin.ids if id_ in first)
        )

    def action_snooze_my_next(self):
        """Move the user's next activity of each record by exactly seven days.

        :return: a message to the user, or True for a single record
        :raise UserError: if the user has no activity on any of the records
        """
        activities = self._get_my_next_activity()
        if not activities:
            raise UserError(self.env._("You have no open activity here to move."))
        return activities.action_snooze()

    def action_reschedule_my_next(self):
        """Open the calendar at the day of the user's next activity.

        :return: calendar action
        :raise UserError: if the user has no activity here
        """
        self.ensure_one()
        activity = self._get_my_next_activity()
        if not activity:
            raise UserError(self.env._("You have no open activity here to move."))
        return activity.action_reschedule()

    def _get_snooze_contact_name(self):
        """Return whom the activities of the record are with."""
        self.ensure_one()
        return self.partner_id.name or self.contact_name or self.partner_name or ""

    def _prepare_reschedule_context(self):
        """Return the defaults stock gives a meeting of this lead.

        Its filter is left out: it would hide what else fills the day.
        """
        self.ensure_one()
        context = self.action_schedule_meeting(smart_calendar=False)["context"]
        return {key: context[key] for key in context if key.startswith("default_")}

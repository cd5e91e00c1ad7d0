import logging
from datetime import timedelta

from odoo import api, fields, models

from ..core.reminder import reminder_moment

_logger = logging.getLogger(__name__)

BATCH = 100


class CrmPlusReminderActivityMixin(models.AbstractModel):
    """Remind the assignee of an activity before it is due.

    Activities of a type whose action is "Reminder" notify their assignee the time
    before, counted from their hour on the calendar when they have one, else from
    the hour of the type on the due day of the assignee. Moving the activity moves
    the reminder, and one that was sent is sent again. Whoever does the activity
    earlier is left in peace. An activity that cannot be notified is skipped, with
    the reason in the server log.
    """

    _name = "crm.plus.reminder.activity.mixin"
    _description = "Reminder of an activity"

    date_reminder = fields.Datetime(
        "Reminder At",
        compute="_compute_date_reminder",
        store=True,
        index="btree_not_null",
    )
    is_reminded = fields.Boolean(compute="_compute_date_reminder", store=True)

    @api.depends(
        "activity_type_id.category",
        "activity_type_id.reminder_count",
        "activity_type_id.reminder_unit",
        "activity_type_id.reminder_hour",
        "calendar_event_id.start",
        "date_deadline",
        "user_id",
        "user_tz",
    )
    def _compute_date_reminder(self):
        for activity in self:
            moment = activity._get_reminder_moment()
            if activity.date_reminder != moment:
                activity.date_reminder = moment
                activity.is_reminded = False
            else:
                activity.is_reminded = activity.is_reminded

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._trigger_reminders()
        return activities

    def write(self, vals):
        before = {activity: activity.date_reminder for activity in self}
        result = super().write(vals)
        self.filtered(
            lambda activity: activity.date_reminder != before[activity]
        )._trigger_reminders()
        return result

    def _get_reminder_moment(self):
        self.ensure_one()
        kind = self.activity_type_id
        if kind.category != "reminder" or not (self.date_deadline and self.user_id):
            return False
        before = timedelta(**{kind.reminder_unit: kind.reminder_count})
        # sudo: the hour counts, also that of a private meeting
        event = self.sudo().calendar_event_id
        if event and not event.allday:
            return event.start - before
        return reminder_moment(
            self.date_deadline, kind.reminder_hour, self.user_tz, before
        )

    def _trigger_reminders(self):
        """Wake the scheduled action in time."""
        moments = {activity.date_reminder for activity in self} - {False}
        if moments:
            # sudo: every user may ask for his reminder
            cron = self.env.ref("crm_plus.ir_cron_send_reminders").sudo()
            cron._trigger(at=sorted(moments))

    @api.model
    def _get_reminder_domain(self):
        return [
            ("date_reminder", "<=", fields.Datetime.now()),
            ("is_reminded", "=", False),
        ]

    @api.model
    def _cron_send_reminders(self):
        """Send the reminders that are due, one by one."""
        domain = self._get_reminder_domain()
        commit = self.env["ir.cron"]._commit_progress
        due = self.search(domain, order="date_reminder, id", limit=BATCH)
        commit(remaining=self.search_count(domain))
        for activity in due:
            activity = activity.try_lock_for_update().filtered_domain(domain)
            if not activity:
                continue
            try:
                with self.env.cr.savepoint():
                    activity._send_reminder()
            except Exception:  # pylint: disable=broad-except # one must not stop all
                _logger.exception("No reminder for activity %s", activity.id)
            activity.is_reminded = True
            if not commit(1):
                break

    def _send_reminder(self):
        """Notify the assignee in his inbox and on his screen."""
        self.ensure_one()
        user = self.user_id
        activity = self.with_context(lang=user.lang or self.env.lang)
        title = activity.env._("Reminder: %(activity)s", activity=activity.display_name)
        text = activity.env._(
            "Due on %(date)s", date=fields.Date.to_string(activity.date_deadline)
        )
        if activity.res_name:
            text = f"{activity.res_name} · {text}"
        thread = activity.env["mail.thread"]
        if activity.res_model:
            thread = activity.env[activity.res_model].browse(activity.res_id)
        thread.message_notify(
            partner_ids=user.partner_id.ids,
            subject=title,
            body=text,
            email_layout_xmlid="mail.mail_notification_light",
        )
        user._bus_send(
            "simple_notification",
            {"title": title, "message": text, "type": "info", "sticky": True},
        )

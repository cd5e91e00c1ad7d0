import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from .crm_plus_outcome import LOST_OUTCOMES

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "crm_plus.mail_activity_type_winback"
BATCH_SIZE = 100


class CrmPlusWinbackMixin(models.AbstractModel):
    """Contact lost customers again when the time has come.

    A lost or dead lead with a re-contact date stands in the win-back queue. The
    date is proposed by the lost reason and may be moved or cleared; reopening
    the lead clears it. When it is due, the salesperson (or the team leader of a
    lead without one) gets an activity, once for each date.
    """

    _name = "crm.plus.winback.mixin"
    _description = "Win-back queue"

    winback_date = fields.Date(
        "Re-contact On",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="When to contact the customer of this closed lead again.",
    )
    winback_reminded = fields.Boolean(
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="An activity was created for this re-contact date.",
    )
    winback_error = fields.Char(
        "Reminder Problem",
        copy=False,
        readonly=True,
        help="Why no activity could be created for this re-contact date.",
    )

    def write(self, vals):
        if "winback_date" not in vals:
            return super().write(vals)
        self.filtered("winback_reminded")._remove_winback_activities()
        return super().write(
            {**vals, "winback_reminded": False, "winback_error": False}
        )

    def _prepare_outcome_change(self, outcome, vals):
        values = super()._prepare_outcome_change(outcome, vals)
        if outcome not in LOST_OUTCOMES:
            if any(lead.winback_date for lead in self):
                self.filtered("winback_reminded")._remove_winback_activities()
                values |= {
                    "winback_date": False,
                    "winback_reminded": False,
                    "winback_error": False,
                }
        elif outcome == "lost" and "winback_date" not in vals:
            reason = self.env["crm.lost.reason"].browse(vals.get("lost_reason_id"))
            if reason:
                today = fields.Date.context_today(self)
                values["winback_date"] = reason._get_recontact_date(today)
        return values

    def _remove_winback_activities(self):
        if self:
            # the reminder belongs to the system, whoever moves the date
            self.sudo().activity_unlink([ACTIVITY_TYPE])

    # Actions

    def action_open_postpone(self):
        """Open the dialog that moves the re-contact date of closed leads.

        :return: window action
        :rtype: dict
        :raise UserError: when none of these leads is lost or dead
        """
        leads = self._get_winback_leads()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Postpone"),
            "res_model": "crm.lead.postpone",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_ids": leads.ids, "dialog_size": "medium"},
        }

    def action_stop_chasing(self):
        """Take closed leads out of the win-back queue; they stay closed.

        :return: True
        :raise UserError: when none of these leads is lost or dead
        """
        leads = self._get_winback_leads()
        leads.write({"winback_date": False})
        return True

    def action_schedule_winback(self):
        """Open stock's dialog to schedule an activity on these leads.

        :return: window action
        :rtype: dict
        """
        activity_type = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Activity"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "crm.lead",
                "active_ids": self.ids,
                "active_id": self[:1].id,
                "default_activity_type_id": activity_type.id
                if activity_type
                else False,
                "dialog_size": "medium",
            },
        }

    def _get_winback_leads(self):
        leads = self.filtered(lambda lead: lead.outcome in LOST_OUTCOMES)
        if not leads:
            raise UserError(
                self.env._("Only lost or dead leads can be contacted again later.")
            )
        return leads

    # Reminders

    @api.model
    def _get_winback_due_domain(self):
        """Return the closed leads whose date has come and nobody was told."""
        return (
            Domain("outcome", "in", ("lost", "dead"))
            & Domain("winback_date", "<=", fields.Date.context_today(self))
            & Domain("winback_reminded", "=", False)
            & Domain("winback_error", "=", False)
        )

    def _remind_winback(self):
        """Create the activities of these leads."""
        for lead in self:
            user = lead.user_id if lead.user_id.active else lead.team_id.user_id
            if user:
                lead.activity_schedule(
                    ACTIVITY_TYPE,
                    date_deadline=lead.winback_date,
                    summary=lead.env._(
                        "Contact again: %(reason)s",
                        reason=lead.lost_reason_id.name or lead.name,
                    ),
                    user_id=user.id,
                )
        models.BaseModel.write(self, {"winback_reminded": True})

    def _remind_winback_safely(self):
        """Remind of these leads; one that cannot be reminded of stops no other."""
        try:
            with self.env.cr.savepoint():
                self._remind_winback()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one lead
            self.invalidate_recordset()
            if len(self) > 1:
                for lead in self:
                    lead._remind_winback_safely()
                return
            _logger.info("No win-back reminder for lead %s", self.id, exc_info=True)
            models.BaseModel.write(self, {"winback_error": str(error)[:500]})

    @api.model
    def _cron_remind_winback(self):
        """Create an activity for each re-contact date that is due."""
        parameters = self.env["ir.config_parameter"].sudo()  # a setting for all
        if not parameters.get_param("crm_plus.winback_reminder"):
            return
        domain = self._get_winback_due_domain()
        due = self.with_context(active_test=False).search(domain, order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(due))
        for batch in split_every(BATCH_SIZE, due.ids, self.env["crm.lead"].browse):
            leads = batch.try_lock_for_update(allow_referencing=True)
            # another server may have been faster
            leads.filtered_domain(domain)._remind_winback_safely()
            if not commit_progress(len(batch)):
                break

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from .crm_plus_outcome import LOST_OUTCOMES


class CrmPlusOutcomeActionMixin(models.AbstractModel):
    """Close and restore leads by button, dialog or API call.

    An action never overrules an outcome that is already there: winning a lost
    deal, or losing a won one, ends in a message that names who closed it and
    when. It has to be restored first. Repeating an outcome changes nothing.
    """

    _name = "crm.plus.outcome.action.mixin"
    _description = "Lead outcome actions"

    def action_set_won(self):
        """Win the open leads.

        :return: True
        :raise UserError: when one was lost or declared dead in the meantime
        """
        self._lock_outcomes()
        refused = self.filtered(lambda lead: lead.outcome in LOST_OUTCOMES)
        if refused:
            raise UserError(refused._get_closed_message())
        open_leads = self.filtered(lambda lead: not lead.outcome)
        return super(CrmPlusOutcomeActionMixin, open_leads).action_set_won()

    def action_set_won_rainbowman(self):
        """Win the lead, after asking for the reason where the form wants it.

        :return: the dialog or the rainbow man
        :rtype: dict | bool
        """
        if (
            self.env.context.get("crm_plus_ask_won_reason")
            and not self.outcome
            and self._is_won_reason_asked()
        ):
            return self._get_won_reason_action()
        return super().action_set_won_rainbowman()

    def get_won_reason_action(self):
        """Return the dialog that asks why the user has just won this deal.

        Called by the client after a deal was moved to a won stage.

        :return: window action, or False when there is nothing to ask
        :rtype: dict | bool
        """
        self.ensure_one()
        asked = (
            self.outcome == "won"
            and not self.won_reason_id
            and self._is_won_reason_asked()
            and self.has_access("write")
        )
        return self._get_won_reason_action() if asked else False

    def action_set_lost(self, **additional_values):
        """Lose the open leads; leads that are lost already stay as they are.

        :param additional_values: field values, such as ``lost_reason_id``;
            ``outcome="dead"`` declares the leads dead
        :return: result of archiving
        :raise ValidationError: when one was closed differently in the meantime
        """
        self._lock_outcomes()
        additional_values |= {
            name: value
            for name, value in self._get_closing_context().items()
            if name in ("outcome", "winback_date")
        }
        refused = self.filtered(lambda lead: lead._contradicts_loss(additional_values))
        if refused:
            raise ValidationError(refused._get_closed_message())
        leads = self.filtered(lambda lead: not lead.outcome)
        result = super(CrmPlusOutcomeActionMixin, leads).action_set_lost(
            **additional_values
        )
        leads.filtered(lambda lead: lead.outcome == "dead")._log_dead()
        return result

    def _contradicts_loss(self, values):
        """Return whether losing with ``values`` differs from how it is closed."""
        self.ensure_one()
        reason = values.get("lost_reason_id")
        return bool(self.outcome) and (
            self.outcome != values.get("outcome", "lost")
            or bool(reason and reason != self.lost_reason_id.id)
        )

    def _log_dead(self):
        body = self.env._("Declared dead: nobody chases this lead any more.")
        if self:
            self._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    def _is_won_reason_asked(self):
        parameters = self.env["ir.config_parameter"].sudo()  # a setting for all
        return bool(parameters.get_param("crm_plus.ask_won_reason"))

    def _get_won_reason_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why did you win?"),
            "res_model": "crm.lead.won",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_id": self.id, "dialog_size": "medium"},
        }

    def _lock_outcomes(self):
        """Wait until nobody else is closing or reopening these leads.

        When the other one commits, PostgreSQL reports a serialisation failure,
        the request is tried again and meets the outcome of the other one: a
        clear message instead of two outcomes, and before any mail is sent.
        """
        if self.ids:
            self.check_access("write")
            self.flush_recordset()
            # rows are locked in one order, so that two batches never deadlock;
            # lock_for_update() would give up instead of waiting
            self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_lead WHERE id IN %s ORDER BY id"
                    " FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )

    def _get_closed_message(self):
        """Return who closed the first of these leads, when and how."""
        lead = self[:1]
        episode = lead._get_open_outcomes()
        labels = dict(lead._fields["outcome"]._description_selection(lead.env))
        return self.env._(
            "%(lead)s was marked as %(outcome)s by %(user)s on %(date)s. "
            "Restore it first if that is to change.",
            lead=lead.display_name,
            outcome=labels.get(lead.outcome, "").lower(),
            user=episode.author_id.name or self.env._("somebody"),
            date=format_datetime(self.env, episode.date) if episode else "",
        )

    # Restoring

    def action_restore(self):
        """Bring closed leads back into the pipeline, in the stage they were in.

        Leads that are merely archived are unarchived as stock does it. From the
        form the dialog asks for the stage.

        :return: the dialog, or None
        :rtype: dict | None
        """
        closed = self.filtered("outcome")
        if closed and self.env.context.get("crm_plus_ask_stage"):
            return closed.action_open_restore()
        if closed:
            closed._restore_to("old")
        return super(CrmPlusOutcomeActionMixin, self - closed).action_restore()

    def action_open_restore(self):
        """Open the dialog that restores the closed ones of these leads.

        :return: window action
        :rtype: dict
        :raise UserError: when none of them is closed
        """
        closed = self.filtered("outcome")
        if not closed:
            raise UserError(
                self.env._("None of these is closed: there is nothing to restore.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Restore"),
            "res_model": "crm.lead.restore",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_ids": closed.ids, "dialog_size": "medium"},
        }

    def _restore_to(self, target):
        """Reopen closed leads in one write a stage.

        :param str target: ``old`` for the stage they were closed in, ``first``
            for the first stage of their team
        :return: the leads whose old stage could not be used
        """
        self._lock_outcomes()
        leads = self.filtered("outcome")
        stages = leads._get_restore_stages(target)
        groups = leads.grouped(lambda lead: (stages[lead][0], lead.stage_id))
        for (stage, current), group in groups.items():
            values = {
                "active": True,
                "probability": 0,
                "automated_probability": 0,
                "date_closed": False,
            }
            if stage != current:
                values["stage_id"] = stage.id
            # one write a change of stage
            group.write(values)
        # one computation of the chances for all, where stock does one a lead
        leads._automate_probability()
        displaced = leads.filtered(lambda lead: stages[lead][1])
        displaced._log_displaced()
        return displaced

    def _get_restore_stages(self, target):
        """Return where these leads go.

        :param str target: ``old`` or ``first``
        :return: lead → (stage, whether its old stage could not be used)
        :raise UserError: when a team has no open stage at all
        """
        is_open = Domain("is_won", "=", False)
        # an unfolded stage is the better start, a folded one better than none
        candidates = self.env["crm.stage"].search(is_open).sorted("fold")
        # sudo: also teams the user cannot read keep their stages for themselves
        Stage = self.env["crm.stage"].sudo().with_context(active_test=False)
        stages = dict(Stage._read_group(is_open, ["team_ids"], ["id:recordset"]))
        for_all = stages.get(self.env["crm.team"], Stage)
        old = {row.lead_id: row.stage_id for row in self._get_open_outcomes()}
        result = {}
        for lead in self:
            usable = candidates & (for_all | stages.get(lead.team_id, Stage))
            if not usable:
                raise UserError(
                    self.env._(
                        "The pipeline of %(team)s has no open stage. Create one "
                        "before you restore its leads.",
                        team=lead.team_id.name or self.env._("leads without a team"),
                    )
                )
            stage = old.get(lead) if target == "old" else usable[0]
            found = stage in usable
            result[lead] = (stage if found else usable[0], not found)
        return result

    def _log_displaced(self):
        if self:
            self._message_log_batch(
                bodies={
                    lead.id: self.env._(
                        "Its old stage no longer exists or does not belong to the "
                        "team: restored to %(stage)s.",
                        stage=lead.stage_id.name,
                    )
                    for lead in self
                }
            )

    # Hooks of stock

    def web_save(self, vals, specification, next_id=None):
        """Refuse to drag a lead to a won stage that somebody else has lost."""
        if vals.get("stage_id") and not vals.get("active"):
            refused = self.filtered(lambda lead: lead.outcome in LOST_OUTCOMES)
            if refused and self.env["crm.stage"].browse(vals["stage_id"]).is_won:
                raise UserError(refused._get_closed_message())
        return super().web_save(vals, specification, next_id=next_id)

    def _mailing_get_default_domain(self, mailing):
        """Leave dead and junk leads out of mailings (used by mass mailing)."""
        stock = getattr(super(), "_mailing_get_default_domain", None)
        domain = Domain(stock(mailing)) if stock else Domain.TRUE
        return domain & Domain("outcome", "not in", ("dead", "junk"))

    def _get_dependent_domains(self):
        return {
            **super()._get_dependent_domains(),
            "crm.plus.outcome": [("lead_id", "in", self.ids)],
        }

from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ..core.memo import Memo

MEMO = "crm_plus_memo"


def get_memo(env):
    """The memo of the operation that is going on, if any."""
    memo = env.context.get(MEMO)
    return memo if isinstance(memo, Memo) and memo.is_open else None


def get_question(env, topic, *parts):
    """A question whose answer may depend on who asks."""
    companies = tuple(env.context.get("allowed_company_ids") or ())
    return (topic, env.uid, env.su, companies, *parts)


class CrmPlusLeadBatchMixin(models.AbstractModel):
    """Ask the database once a batch what stock asks once a lead.

    Creating, winning and logging the changes of many leads make stock repeat the
    same queries for each of them: default team and stage, subtype of the message,
    alias domain, reply address, last message, followers. The methods here call
    stock's own for the first lead, or for all leads together, and hand the answer to
    the others. Nothing is decided here, so the results are the same.

    The memo lives as long as the operation and is not used for a single lead.
    """

    _name = "crm.plus.lead.batch.mixin"
    _description = "Leads in Batches"

    @contextmanager
    def _asking_once(self, size, record_ids=()):
        """Yield these records in an environment that remembers answers."""
        if size < 2 or get_memo(self.env):
            yield self
            return
        memo = Memo(record_ids)
        try:
            yield self.with_context(**{MEMO: memo})
        finally:
            memo.close()

    # Operations

    @api.model_create_multi
    def create(self, vals_list):
        with self._asking_once(len(vals_list)) as batch:
            leads = super(CrmPlusLeadBatchMixin, batch).create(vals_list)
        return leads.with_env(self.env)

    def _create(self, data_list):
        leads = super()._create(data_list)
        if memo := get_memo(self.env):
            memo.record_ids.update(leads.ids)
        return leads

    def action_set_won(self):
        with self._asking_once(len(self), self.ids) as batch:
            return super(CrmPlusLeadBatchMixin, batch).action_set_won()

    def _track_finalize(self):
        changed = self.env.cr.precommit.data.get(f"mail.tracking.{self._name}", {})
        lead_ids = [lead_id for lead_id, values in changed.items() if values]
        with self._asking_once(len(lead_ids), lead_ids) as batch:
            return super(CrmPlusLeadBatchMixin, batch)._track_finalize()

    # Questions

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        find = super()._stage_find
        memo = get_memo(self.env)
        if memo is None:
            return find(team_id, domain, order, limit)
        teams = frozenset({team_id, *self.team_id.ids})
        question = get_question(self.env, "stage", teams, repr(domain), order, limit)
        stage_ids = memo.ask(question, lambda: find(team_id, domain, order, limit).ids)
        return self.env["crm.stage"].browse(stage_ids)

    def _mail_get_alias_domains(self, default_company=False):
        get_domains = super()._mail_get_alias_domains
        memo = get_memo(self.env)
        if memo is None or len(self) != 1:
            return get_domains(default_company)
        question = get_question(
            self.env,
            "alias domain",
            self.company_id.id,
            (default_company or self.env.company).id,
        )
        domain_id = memo.ask(question, lambda: get_domains(default_company)[self.id].id)
        return {self.id: self.env["mail.alias.domain"].browse(domain_id)}

    def _notify_get_reply_to(self, default=None, author_id=False):
        get_addresses = super()._notify_get_reply_to
        memo = get_memo(self.env)
        # Without a team the address may be that of the lead itself.
        if memo is None or len(self) != 1 or not self.team_id:
            return get_addresses(default, author_id)
        question = get_question(
            self.env, "reply to", self.team_id.id, default, author_id
        )
        address = memo.ask(question, lambda: get_addresses(default, author_id)[self.id])
        return {self.id: address}

    def _message_compute_parent_id(self, parent_id):
        memo = get_memo(self.env)
        if memo is not None and not parent_id and self._mail_flat_thread:
            parents = memo.ask(
                ("parent",), lambda: self._get_last_messages(memo.record_ids)
            )
            if self.id in parents:
                return parents[self.id]
        return super()._message_compute_parent_id(parent_id)

    def _message_create(self, values_list):
        """A new message is the last one of its lead: look for it from now on."""
        memo = get_memo(self.env)
        if memo and (parents := memo.recall(("parent",))):
            for values in values_list:
                parents.pop(values.get("res_id"), None)
        return super()._message_create(values_list)

    @api.model
    def _get_last_messages(self, lead_ids):
        """What ``_message_compute_parent_id`` finds, for many leads in one query.

        :return: id of the last comment or e-mail among the last 200 messages, else of
            the last message, else False, by lead id
        """
        messages = self.env["mail.message"]
        messages.flush_model(["model", "res_id", "message_type", "date"])
        # Raw SQL: the first row of each group, which the ORM does not do.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (m.res_id) m.res_id, m.id
                  FROM (SELECT id, res_id, message_type, date, create_date,
                               ROW_NUMBER() OVER (
                                   PARTITION BY res_id ORDER BY date DESC, id DESC
                               ) AS position
                          FROM mail_message
                         WHERE model = %s AND res_id = ANY(%s)
                           AND message_type != 'user_notification') m
                 WHERE m.position <= 200
              ORDER BY m.res_id, m.message_type IN ('comment', 'email') DESC,
                       COALESCE(m.date, m.create_date) DESC, m.id DESC
                """,
                self._name,
                list(lead_ids),
            )
        )
        return dict.fromkeys(lead_ids, False) | dict(rows)

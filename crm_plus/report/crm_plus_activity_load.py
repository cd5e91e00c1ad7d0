from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CrmPlusActivityLoad(models.Model):
    """Open activities by person and day: who is loaded how much, and when.

    One row an open activity that has a person or waits in a team's queue. It
    carries no title and no document name, so that a leader sees the load of a
    member also where he may not see the documents behind it.
    """

    _name = "crm.plus.activity.load"
    _description = "Activity Load"
    _auto = False
    _rec_name = "activity_type_id"
    _order = "date_deadline, id"
    _depends = {
        "mail.activity": [
            "active",
            "activity_type_id",
            "date_deadline",
            "queue_team_id",
            "res_id",
            "res_model",
            "res_model_id",
            "user_id",
        ],
        "crm.lead": ["company_id", "expected_revenue", "team_id"],
        "crm.team": ["company_id"],
        "res.users": ["company_id"],
    }

    user_id = fields.Many2one("res.users", "Assigned to", readonly=True)
    date_deadline = fields.Date("Due Date", readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    queue_team_id = fields.Many2one("crm.team", "Team Queue", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model_id = fields.Many2one("ir.model", "Document Model", readonly=True)
    expected_revenue = fields.Monetary(
        currency_field="currency_id",
        readonly=True,
        help="Expected revenue of the opportunity, once for each of its activities.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tasks = fields.Integer("Open Activities", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        return SQL(
            """
            SELECT activity.id,
                   activity.user_id,
                   activity.date_deadline,
                   activity.activity_type_id,
                   activity.queue_team_id,
                   COALESCE(lead.team_id, activity.queue_team_id) AS team_id,
                   COALESCE(lead.company_id, assignee.company_id, queue.company_id)
                       AS company_id,
                   activity.res_model_id,
                   lead.expected_revenue,
                   1 AS tasks
            """
        )

    def _from(self):
        return SQL(
            """
              FROM mail_activity AS activity
         LEFT JOIN res_users AS assignee ON assignee.id = activity.user_id
         LEFT JOIN crm_team AS queue ON queue.id = activity.queue_team_id
         LEFT JOIN crm_lead AS lead
                ON lead.id = activity.res_id AND activity.res_model = 'crm.lead'
            """
        )

    def _where(self):
        return SQL(
            """
             WHERE activity.active
               AND (activity.user_id IS NOT NULL OR activity.queue_team_id IS NOT NULL)
            """
        )

    def action_open_document(self):
        """Open the document of the activity.

        :return: window action
        :raise AccessError: if the user may not see it
        """
        self.ensure_one()
        activity = self.env["mail.activity"].browse(self.id)
        if not activity.has_access("read"):
            raise AccessError(
                self.env._("You see the load of this person, not the documents.")
            )
        return activity.action_open_document()

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store


class CrmPlusQueueMailActivityMixin(models.AbstractModel):
    """Activities planned for a team: the first to take one owns it.

    * An activity with a team and no user waits in the queue of the team. Giving
      an activity to a team always puts it there, also when it had a user.
    * Members and the leader of the team see their queue even where they may not
      see its documents; taking is all they can do with what waits there.
      The leader may also change and withdraw it (record rule).
    * Taking locks the row: of two people at once one gets it, the other is told
      by whom it was taken. The team stays on the activity, so that its user can
      put it back.

    A role is served by a team whose members have it.
    """

    _name = "crm.plus.queue.mail.activity.mixin"
    _description = "Team queue of activities"

    queue_team_id = fields.Many2one(
        "crm.team",
        "Team Queue",
        index="btree_not_null",
        ondelete="set null",
        domain="[('company_id', 'in', allowed_company_ids + [False])]",
        help="The activity waits in the queue of this team until a member takes it.",
    )
    is_in_my_queue = fields.Boolean(
        "In My Team Queue",
        compute="_compute_is_in_my_queue",
        search="_search_is_in_my_queue",
        compute_sudo=False,
        export_string_translation=False,
    )

    _queue_needs_document = models.Constraint(
        "CHECK(queue_team_id IS NULL OR user_id IS NOT NULL OR res_id > 0)",
        "An activity for a team has to be attached to a document.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("active", "user_id", "queue_team_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_in_my_queue(self):
        waiting = self.filtered(lambda act: act._are_waiting())
        # no team is fetched where nothing waits: nearly everywhere
        teams = self.env.user._get_queue_teams() if waiting else self.env["crm.team"]
        for activity in self:
            activity.is_in_my_queue = (
                activity in waiting and activity.queue_team_id in teams
            )

    def _search_is_in_my_queue(self, operator, value):
        if operator != "in":
            return NotImplemented
        queue = self._get_queue_domain()
        return queue if True in value else ~queue

    @api.model
    def _get_queue_domain(self):
        """Return the activities that wait for the current user."""
        return self._get_waiting_domain(self.env.user._get_queue_teams())

    @api.model
    def _get_waiting_domain(self, teams):
        return (
            Domain("queue_team_id", "in", teams.ids)
            & Domain("user_id", "=", False)
            & Domain("active", "=", True)
        )

    # ------------------------------------------------------------
    # ONCHANGE
    # ------------------------------------------------------------

    @api.onchange("queue_team_id")
    def _onchange_queue_team_id(self):
        if self.queue_team_id:
            self.user_id = False

    @api.onchange("user_id")
    def _onchange_user_id_leave_queue(self):
        if self.user_id:
            self.queue_team_id = False

    @api.onchange("activity_type_id")
    def _onchange_activity_type_id(self):
        result = super()._onchange_activity_type_id()
        team = self.activity_type_id.default_queue_team_id
        if team and self.res_model:
            self.update({"queue_team_id": team.id, "user_id": False})
        return result

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Put what is planned for a team into its queue, without a user."""
        return super().create(
            [
                {**vals, "user_id": False} if vals.get("queue_team_id") else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Take the user off what is handed to a team."""
        if vals.get("queue_team_id") and "user_id" not in vals:
            vals = {**vals, "user_id": False}
        if vals.keys() == {"user_id"} and self._are_waiting():
            self.check_access("write")
            # sudo: a leader hands out what waits; stock then subscribes the new
            # user to a document that may be closed to the leader
            return super(CrmPlusQueueMailActivityMixin, self.sudo()).write(vals)
        return super().write(vals)

    def _are_waiting(self):
        return all(act.active and act.queue_team_id and not act.user_id for act in self)

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    def _check_access(self, operation):
        """Let members read what waits in the queues of their teams."""
        result = super()._check_access(operation)
        if operation != "read" or not result or not self:
            return result
        forbidden, error = result
        # sudo: to find out whether the user may read them
        waiting = forbidden.sudo().filtered(lambda act: act._are_waiting())
        if not waiting:
            return result
        teams = self.env.user._get_queue_teams()
        forbidden -= waiting.filtered(lambda act: act.queue_team_id in teams)
        return (forbidden, error) if forbidden else None

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Find also what waits in the queues of the user's teams.

        Stock filters a window of rows by the access to their documents. Here the
        same window is taken first; its rows of the queue are kept, the others go
        the way of stock.
        """
        if self.env.su or kwargs.get("bypass_access"):
            return super()._search(domain, offset, limit, order, **kwargs)
        domain = Domain(domain)
        if not self._may_be_waiting(domain):
            return super()._search(domain, offset, limit, order, **kwargs)
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        bypass = {**kwargs, "bypass_access": True}
        window = super()._search(domain & rules, offset, limit, order, **bypass)
        # raw SQL: the query is the one of the ORM
        found = self.browse(row[0] for row in self.env.execute_query(window.select()))
        if not found:
            return found._as_query(bool(order))
        teams = self.env.user._get_queue_teams()
        if not teams:
            return super()._search(domain, offset, limit, order, **kwargs)
        ids = found.ids
        queue = set(
            super()._search(
                self._get_waiting_domain(teams) & Domain("id", "in", ids), **bypass
            )
        )
        rest = [id_ for id_ in ids if id_ not in queue]
        allowed = queue | set(super()._search(Domain("id", "in", rest), **kwargs))
        return self.browse(id_ for id_ in ids if id_ in allowed)._as_query(bool(order))

    def _may_be_waiting(self, domain):
        """Tell whether the domain can match an activity without a user at all.

        It spares the clock menu and every list of "my activities" the detour.
        """
        waiting = Domain("user_id", "=", False) & Domain("queue_team_id", "!=", False)
        return not (domain & waiting).optimize(self).is_false()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_take(self):
        """Take activities out of the queue of a team; the first to take owns them.

        :return: True, or a message when only some of several could be taken
        :raise UserError: if the user is in none of the teams, or nothing is left
        """
        mine = self._filter_takeable()
        # sudo: members may not write what they do not own yet
        locked = mine.sudo().try_lock_for_update(allow_referencing=True)
        locked.invalidate_recordset(["user_id", "active"])
        taken = locked.filtered(lambda act: act.active and not act.user_id)
        if not taken:
            raise UserError(self._get_taken_message(mine))
        taken.write({"user_id": self.env.uid})
        taken._log_taken()
        # sudo: compared with what was locked with these rights
        if taken == self.sudo():
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(taken)s taken; %(left)s were no longer in your queue.",
                    taken=len(taken),
                    left=len(self) - len(taken),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _filter_takeable(self):
        """Return the activities of teams the user belongs to."""
        teams = self.env.user._get_queue_teams()
        # sudo: the team of an activity whose document is closed to the user
        mine = self.filtered(lambda act: act.sudo().queue_team_id in teams)
        if not mine:
            raise UserError(
                self.env._(
                    "You can only take activities from the queues of your teams."
                )
            )
        return mine

    def _log_taken(self):
        """Tell on each document who took its activity."""
        for model, activities in self.grouped("res_model").items():
            records = self.env[model].browse(activities.mapped("res_id")).exists()
            if not hasattr(records, "_message_log_batch"):
                continue
            bodies = {
                activity.res_id: self.env._(
                    "%(user)s took “%(activity)s” from the queue of %(team)s",
                    user=self.env.user.name,
                    activity=activity.display_name,
                    team=activity.queue_team_id.name,
                )
                for activity in activities
            }
            records._message_log_batch(bodies)

    def _get_taken_message(self, activities):
        """Say who was faster."""
        # sudo: the name of the colleague who took it
        users = activities.sudo().exists().filtered("active").user_id
        if not users:
            return self.env._("This activity is just being taken by somebody else.")
        return self.env._(
            "%(user)s has already taken this activity.",
            user=", ".join(users.mapped("name")),
        )

    def action_return_to_queue(self):
        """Put own activities back into the queue of their team.

        :return: True
        :raise UserError: if one of them is not the user's own or has no team
        """
        if any(
            not act.active or not act.queue_team_id or act.user_id != self.env.user
            for act in self
        ):
            raise UserError(
                self.env._("Only your own activities of a team can be put back.")
            )
        self.write({"user_id": False})
        return True

    def _to_store_defaults(self, target):
        return [
            *super()._to_store_defaults(target),
            "is_in_my_queue",
            # sudo: the name of the team is shown to whoever sees the activity
            Store.Attr("queue_team_name", lambda act: act.sudo().queue_team_id.name),
        ]

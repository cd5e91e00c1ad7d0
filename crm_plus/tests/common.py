"""Builders shared by the tests of the sales desk.

The organisation::

    main company                         second company
    ├── team_a (leader: user_leader)     └── team_other
    │   ├── user_own    own documents        └── user_other
    │   └── user_peer   own documents
    └── team_b
        ├── user_all    all documents
        └── user_manager  administrator
    user_auditor reads only, user_employee has no sales role,
    user_portal is a customer.
"""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.base.tests.common import BaseCommon

SALES = "sales_team.group_sale_"


class PhoneBrowser:
    """Mixin of ``HttpCase``: its tours run in a browser the size of a phone."""

    # Odoo leaves out tests that are only inherited unless it is told not to.
    allow_inherited_tests_method = True

    browser_size = "375x667"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # on a phone the chat that greets a new user covers the whole screen
        cls.env["res.users"].search([]).odoobot_state = "disabled"


class CrmPlusCase(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        cls.company = cls.env.company
        cls.company_other = cls.env["res.company"].create({"name": "Second Company"})
        cls._create_users()
        cls._create_teams()

    @classmethod
    def _create_users(cls):
        """One user for each level, named ``user_<level>`` with that login."""
        roles = {
            "user_own": f"{SALES}salesman,crm_plus.group_use_phone_calls",
            "user_peer": f"{SALES}salesman,crm_plus.group_use_phone_calls",
            "user_leader": "crm_plus.group_team_leader,crm_plus.group_use_phone_calls",
            "user_all": f"{SALES}salesman_all_leads,crm_plus.group_use_phone_calls",
            "user_manager": f"{SALES}manager,crm_plus.group_use_phone_calls",
            "user_auditor": "crm_plus.group_auditor,crm_plus.group_use_phone_calls",
            "user_employee": "base.group_user",
            "user_portal": "base.group_portal",
        }
        users = cls._create_users_by_groups(roles, cls.company)
        for login, user in zip(roles, users, strict=True):
            setattr(cls, login, user)
        cls.user_other = cls._create_user(
            "user_other", f"{SALES}salesman_all_leads", cls.company_other
        )

    @classmethod
    def _create_user(cls, login, groups, company):
        return cls._create_users_by_groups({login: groups}, company)

    @classmethod
    def _create_users_by_groups(cls, roles, company):
        """Create users in one batch.

        They have no password: hashing one takes longer than all the rest, and tests
        log in without.

        :param dict roles: XML ids of the groups, comma separated, by login
        :param company: ``res.company`` record, the users' only one
        :return: ``res.users`` recordset in the order of ``roles``
        """
        return (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"{login} ({groups})",
                        "login": login,
                        "email": f"{login}@example.com",
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                        "group_ids": [
                            Command.set(
                                [cls.env.ref(group).id for group in groups.split(",")]
                            )
                        ],
                        "tz": "UTC",
                    }
                    for login, groups in roles.items()
                ]
            )
            .with_env(cls.env)
        )

    @classmethod
    def _create_teams(cls):
        cls.team_a = cls._create_team(
            "Team A", cls.user_leader, cls.user_own | cls.user_peer
        )
        cls.team_b = cls._create_team(
            "Team B", cls.user_manager, cls.user_all | cls.user_manager
        )
        cls.team_other = cls._create_team(
            "Team Other", cls.user_other, cls.user_other, cls.company_other
        )

    @classmethod
    def _create_team(cls, name, leader, members, company=None):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "user_id": leader.id,
                "company_id": (company or cls.company).id,
                "use_leads": True,
                "use_opportunities": True,
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id}) for user in members
                ],
            }
        )

    @classmethod
    def _create_leads(cls, count=1, **values):
        """Create ``count`` opportunities of ``user_own`` in ``team_a``.

        :param int count: how many
        :param values: field values that replace the defaults
        :return: ``crm.lead`` recordset of length ``count``
        """
        defaults = {
            "type": "opportunity",
            "user_id": cls.user_own.id,
            "team_id": cls.team_a.id,
            "company_id": cls.company.id,
        }
        return cls.env["crm.lead"].create(
            [
                {"name": f"Lead {number}", **defaults, **values}
                for number in range(1, count + 1)
            ]
        )

    @contextmanager
    def _transaction(self, moment):
        """Act as one transaction: began at ``moment`` (naive UTC), then commits.

        Everything is flushed and the precommit hooks run, but nothing is committed.
        Work left from before belongs to an earlier transaction.
        """
        self.env.cr.flush()
        with patch.object(self.env.cr, "now", lambda: moment):
            yield
            self.env.cr.flush()

    @classmethod
    def _set_date_closed(cls, leads, moment):
        """Date the closing of leads, which no user can do afterwards.

        :param leads: ``crm.lead`` recordset
        :param moment: naive UTC datetime, or its server string
        """
        leads.flush_recordset()
        # raw SQL: the guard of closed deals keeps their closing date
        cls.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET date_closed = %s WHERE id = ANY(%s)",
                moment,
                leads.ids,
            )
        )
        leads.invalidate_recordset(["date_closed"])

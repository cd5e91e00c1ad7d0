"""A realistic sales database: 100,000 leads of two years in a few SQL statements.

Seeded: the same size gives the same data. 30 % of the leads are won, 40 % lost, the
rest is open; each has its creation message and its salesperson as follower, closed
ones have the messages of their stage moves, as if people had worked on them.
"""

from odoo.fields import Command
from odoo.tools import SQL

SEED = 0.42
TEAMS = 8
SELLERS = 40
LEAD_QUERIES = {
    "contacts": """
        INSERT INTO res_partner (name, complete_name, email, email_normalized, phone,
               phone_sanitized, active, is_company, type, lang, create_uid, create_date,
               write_uid, write_date, autopost_bills)
        SELECT 'Customer ' || i, 'Customer ' || i,
               'customer' || i || '@firm' || i %% 9973 || '.example.com',
               'customer' || i || '@firm' || i %% 9973 || '.example.com',
               '+32 470 ' || i, '+32470' || i, TRUE, FALSE,
               'contact', 'en_US', 1, now(), 1, now(), 'ask'
          FROM generate_series(1, %(leads)s / 5) i
    """,
    "leads": """
        WITH numbers AS MATERIALIZED (
            SELECT i, random() AS fate, random() AS age, random() AS speed,
                   random() AS worth, random() AS step, random() AS choice
              FROM generate_series(1, %(leads)s) i
        ),
        dated AS (
            SELECT *, now() AT TIME ZONE 'UTC' - age * INTERVAL '730 days' AS born,
                   CASE WHEN fate < 0.3 THEN 'won' WHEN fate < 0.7 THEN 'lost'
                        ELSE 'pending' END AS outcome
              FROM numbers
        ),
        closed AS (
            SELECT *, LEAST(born + (1 + speed * 90) * INTERVAL '1 day',
                            now() AT TIME ZONE 'UTC') AS moved
              FROM dated
        )
        INSERT INTO crm_lead (name, type, active, stage_id, team_id, user_id,
               company_id, partner_id, contact_name, partner_name, email_from,
               email_normalized, email_domain_criterion, email_state, phone,
               phone_sanitized, phone_state, city, country_id, source_id, priority,
               color, expected_revenue, prorated_revenue, recurring_revenue,
               recurring_revenue_monthly, recurring_revenue_monthly_prorated,
               recurring_revenue_prorated, probability, automated_probability,
               won_status, lost_reason_id, date_deadline, date_open, date_closed,
               date_last_stage_update, day_open, day_close, lang_id, create_uid,
               create_date, write_uid, write_date)
        SELECT 'Opportunity ' || i, CASE WHEN i %% 7 = 0 AND outcome = 'pending'
               THEN 'lead' ELSE 'opportunity' END, outcome != 'lost',
               CASE WHEN outcome = 'won' THEN %(won_stage)s
                    ELSE (%(stages)s)[1 + floor(step * %(stage_count)s)::int] END,
               (%(teams)s)[1 + i %% %(team_count)s],
               (%(users)s)[1 + i %% %(user_count)s], %(company)s,
               CASE WHEN i %% 5 = 0 THEN (%(first_partner)s + i / 5 - 1) END,
               'Contact ' || i, 'Firm ' || i %% 9973,
               'contact' || i %% 85000 || '@firm' || i %% 9973 || '.example.com',
               'contact' || i %% 85000 || '@firm' || i %% 9973 || '.example.com',
               '@firm' || i %% 9973 || '.example.com', 'correct',
               '+32 2 ' || 1000000 + i, '+322' || 1000000 + i, 'correct',
               (ARRAY['Brussels', 'Tehran', 'Taipei', 'Lyon'])[1 + i %% 4],
               (%(countries)s)[1 + i %% 4],
               (%(sources)s)[1 + floor(choice * %(source_count)s)::int],
               (i %% 4)::text, 0, round((100 + worth * worth * 50000)::numeric, 2), 0,
               0, 0, 0, 0,
               CASE outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0
                    ELSE round((step * 90 + 1)::numeric, 2) END,
               CASE outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0
                    ELSE round((step * 90 + 1)::numeric, 2) END, outcome,
               CASE WHEN outcome = 'lost' THEN
                    (%(reasons)s)[1 + floor(choice * %(reason_count)s)::int] END,
               (born + INTERVAL '60 days')::date, born,
               CASE WHEN outcome != 'pending' THEN moved END, moved, 0,
               CASE WHEN outcome != 'pending' THEN moved::date - born::date END,
               %(lang)s, 1, born, 1, moved
          FROM closed
    """,
    "tags": """
        INSERT INTO crm_tag_rel (lead_id, tag_id)
        SELECT id, (%(tags)s)[1 + id %% %(tag_count)s] FROM crm_lead
    """,
    "messages": """
        INSERT INTO mail_message (model, res_id, message_type, subtype_id, author_id,
               email_from, date, create_date, create_uid, write_uid, write_date, body,
               message_id, reply_to)
        SELECT 'crm.lead', l.id, 'notification', %(created)s, u.partner_id,
               'seller@example.com', l.create_date, l.create_date, u.id, u.id,
               l.create_date, '', '<created-' || l.id || '@example.com>',
               'seller@example.com'
          FROM crm_lead l JOIN res_users u ON u.id = l.user_id
         UNION ALL
        SELECT 'crm.lead', l.id, 'notification', %(moved)s, u.partner_id,
               'seller@example.com', l.date_last_stage_update,
               l.date_last_stage_update, u.id, u.id, l.date_last_stage_update, '',
               '<moved-' || l.id || '@example.com>', 'seller@example.com'
          FROM crm_lead l JOIN res_users u ON u.id = l.user_id
    """,
    "tracked values": """
        INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_integer,
               new_value_integer, old_value_char, new_value_char, create_date,
               create_uid, write_uid, write_date)
        SELECT m.id, %(stage_field)s, (%(stages)s)[1], l.stage_id, 'New', 'Next',
               m.date, m.create_uid, m.create_uid, m.date
          FROM mail_message m JOIN crm_lead l ON l.id = m.res_id
         WHERE m.model = 'crm.lead' AND m.subtype_id = %(moved)s
           AND l.stage_id != (%(stages)s)[1]
    """,
    "followers": """
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'crm.lead', l.id, u.partner_id
          FROM crm_lead l JOIN res_users u ON u.id = l.user_id
    """,
    "subscriptions": """
        INSERT INTO mail_followers_mail_message_subtype_rel
               (mail_followers_id, mail_message_subtype_id)
        SELECT f.id, s.id FROM mail_followers f CROSS JOIN mail_message_subtype s
         WHERE f.res_model = 'crm.lead' AND s.default
           AND (s.res_model IS NULL OR s.res_model = 'crm.lead')
    """,
}


def generate(env, leads, progress):
    """Fill a stock database.

    :param int leads: how many
    :param progress: told what is being made
    """
    users = _create_users(env)
    teams = _create_teams(env, users)
    parameters = {"leads": leads, **_get_parameters(env, users, teams)}
    env.flush_all()
    env.cr.execute("SELECT setseed(%s)", [SEED])
    for name, query in LEAD_QUERIES.items():
        progress(f"Generating {name} …")
        if name == "leads":
            env.cr.execute("SELECT MAX(id) - %s + 1 FROM res_partner", [leads // 5])
            parameters["first_partner"] = env.cr.fetchone()[0]
        env.cr.execute(SQL(query, **parameters))
    env.invalidate_all()
    env["crm.lead"]._rebuild_pls_frequency_table()


def _create_users(env):
    """Sellers, and a manager who does the bulk work; no passwords, they are slow."""
    company = env.ref("base.main_company")
    groups = {
        "manager": env.ref("sales_team.group_sale_manager"),
        "seller": env.ref("sales_team.group_sale_salesman"),
    }
    names = ["bench_manager", *(f"bench_seller_{n}" for n in range(1, SELLERS + 1))]
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": login.replace("_", " ").title(),
                    "login": login,
                    "email": f"{login}@example.com",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [
                        Command.link(env.ref("base.group_user").id),
                        Command.link(groups[login.split("_")[1]].id),
                    ],
                    "notification_type": "inbox",
                }
                for login in names
            ]
        )
    )


def _create_teams(env, users):
    sellers = users[1:]
    return env["crm.team"].create(
        [
            {
                "name": f"Team {number + 1}",
                "user_id": users[0].id,
                "company_id": env.ref("base.main_company").id,
                "crm_team_member_ids": [
                    Command.create({"user_id": seller.id})
                    for seller in sellers[number::TEAMS]
                ],
            }
            for number in range(TEAMS)
        ]
    )


def _get_parameters(env, users, teams):
    """Ids that the SQL needs; also gives the predictive scoring all leads to learn."""
    env["ir.config_parameter"].set_param("crm.pls_start_date", "2000-01-01")
    stages = env["crm.stage"].search([("is_won", "=", False), ("team_ids", "=", False)])
    tags = env["crm.tag"].create([{"name": f"Tag {n}"} for n in range(1, 6)])
    lists = {
        "stages": stages.ids,
        "teams": teams.ids,
        "users": users[1:].ids,
        "countries": [env.ref(f"base.{code}").id for code in ("be", "ir", "tw", "fr")],
        "sources": env["utm.source"].search([], limit=5).ids,
        "reasons": env["crm.lost.reason"].search([], limit=5).ids,
        "tags": tags.ids,
    }
    counts = {
        "stage_count": len(stages),
        "team_count": len(teams),
        "user_count": SELLERS,
        "source_count": len(lists["sources"]),
        "reason_count": len(lists["reasons"]),
        "tag_count": len(tags),
    }
    return {
        **lists,
        **counts,
        "won_stage": env["crm.stage"].search([("is_won", "=", True)], limit=1).id,
        "company": env.ref("base.main_company").id,
        "lang": env["res.lang"]._get_data(code="en_US").id,
        "created": env.ref("crm.mt_lead_create").id,
        "moved": env.ref("crm.mt_lead_stage").id,
        "stage_field": env["ir.model.fields"]._get("crm.lead", "stage_id").id,
    }

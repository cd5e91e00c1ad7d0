from odoo import models
from odoo.tools import SQL


class CrmPlusLeadMergeMixin(models.AbstractModel):
    """Give what hangs on merged leads to the lead that stays.

    A feature says in :meth:`_get_dependent_domains` which rows are its own; their
    model moves them in ``_move_to_lead``. One query finds the rows of all features,
    because the assignment of leads merges one group of them after the other.
    """

    _name = "crm.plus.lead.merge.mixin"
    _description = "Merge of leads"

    def _get_dependent_domains(self):
        """Return the domain of the rows that hang on these leads, by model name."""
        return {}

    def _find_dependent_ids(self):
        """Find the rows that hang on these leads.

        They are searched, not read from fields of the leads: once the user has read
        such a field it holds what he may see, for the superuser as well.

        :return: list of (model name, ids), without models that have no rows
        """
        queries = []
        for name, domain in self._get_dependent_domains().items():
            # sudo: rows the user cannot read survive the merge like all others
            query = self.env[name].sudo()._search(domain, active_test=False)
            row_id = SQL.identifier(query.table, "id")
            row_ids = SQL("ARRAY_AGG(%s ORDER BY %s)", row_id, row_id)
            queries.append(SQL("SELECT %s, %s", name, query.subselect(row_ids)))
        # Raw SQL: one query for all models, which the ORM does not do.
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        return [(name, row_ids) for name, row_ids in rows if row_ids]

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        for name, row_ids in opportunities._find_dependent_ids():
            # sudo: see where they are searched
            self.env[name].sudo().browse(row_ids)._move_to_lead(self)
        return result

"""What the guards of the stock rows share: reading views as the client does."""

from lxml import etree

from .common import CrmPlusCase


class StockRowsCase(CrmPlusCase):
    """Guards of behaviour Odoo already has and this product promises.

    Each test names in its docstring the row it guards, so that an Odoo update
    that takes the behaviour away names what was lost.
    """

    @classmethod
    def default_env_context(cls):
        # Tracking and followers are part of what is guarded here.
        return {}

    def _arch(self, model, view_type, view_xmlid=None, user=None):
        """Return the combined view a user gets, as an element tree."""
        view = self.env.ref(view_xmlid) if view_xmlid else self.env["ir.ui.view"]
        user = user or self.user_manager
        arch = self.env[model].with_user(user).get_view(view.id, view_type)["arch"]
        return etree.fromstring(arch)

    def _view_types(self, action_xmlid):
        """Return the view types an action offers, as a set of strings."""
        return set(self.env.ref(action_xmlid).view_mode.split(","))

    def _filter_domain(self, arch, name):
        """Return the domain of a search filter as text."""
        (node,) = arch.xpath(f"//filter[@name='{name}']")
        return node.get("domain")

    def _search_filter(self, arch, name, user=None):
        """Search leads by a filter of the search view, archived ones included
        when the filter asks for them, as the web client does."""
        from ast import literal_eval

        domain = literal_eval(self._filter_domain(arch, name))
        return self.env["crm.lead"].with_user(user or self.user_manager).search(domain)

import {Component, onMounted, useState} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/** Number of missed calls that wait for the user, beside the other counters of the top bar. */
export class MissedCallMenu extends Component {
    static template = "crm_plus.MissedCallMenu";
    static props = [];

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({isShown: false, count: 0});
        const bus = useService("bus_service");
        bus.subscribe("crm_plus.missed_calls/changed", () => this.updateCount());
        onMounted(async () => {
            this.state.isShown = await user.hasGroup("crm_plus.group_use_phone_calls");
            await this.updateCount();
        });
    }

    async updateCount() {
        if (this.state.isShown) {
            this.state.count = await this.orm.silent.call(
                "crm.plus.phone.call",
                "get_missed_call_count",
                []
            );
        }
    }

    openQueue() {
        this.action.doAction("crm_plus.crm_plus_phone_call_action_missed", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("systray")
    .add("crm_plus.MissedCallMenu", {Component: MissedCallMenu}, {sequence: 24});

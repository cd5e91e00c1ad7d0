import {Chatter} from "@mail/chatter/web_portal/chatter";

import {onWillStart} from "@odoo/owl";

import {user} from "@web/core/user";
import {patch} from "@web/core/utils/patch";
import {useService} from "@web/core/utils/hooks";

patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        this.actionService = useService("action");
        onWillStart(async () => {
            this.canLogInteraction = await user.hasGroup(
                "sales_team.group_sale_salesman"
            );
        });
    },

    async logInteraction() {
        this.closeSearch();
        const log = async (thread) => {
            await new Promise((resolve) =>
                this.actionService.doAction(
                    "crm_plus.crm_plus_interaction_log_action",
                    {
                        additionalContext: {
                            default_res_model: thread.model,
                            default_res_ids: [thread.id],
                        },
                        onClose: resolve,
                    }
                )
            );
            this.load(thread, ["activities", "messages"]);
            await this.reloadParentView();
        };
        if (this.state.thread.id) {
            log(this.state.thread);
        } else {
            this.onThreadCreated = log;
            this.props.saveRecord?.();
        }
    },
});

import {Activity as ActivityModel} from "@mail/core/common/activity_model";
import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {ActivityMenu} from "@mail/core/web/activity_menu";
import {
    MailActivityListRescheduleDropdown,
    MailActivityMixinListRescheduleDropdown,
} from "@mail/views/web/list/mail_activity_list_reschedule";
import {serializeDate} from "@web/core/l10n/dates";
import {patch} from "@web/core/utils/patch";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/** Wide enough for "Move to" with its icon, in every language. */
const MOVE_TO_WIDTH = [110, 140];

for (const [name, component] of [
    ["mail_activity_list_reschedule_dropdown", MailActivityListRescheduleDropdown],
    [
        "mail_activity_mixin_list_reschedule_dropdown",
        MailActivityMixinListRescheduleDropdown,
    ],
]) {
    registry
        .category("view_widgets")
        .add(name, {component, listViewWidth: MOVE_TO_WIDTH}, {force: true});
}

patch(ActivityModel.prototype, {
    /**
     * Runs a method of the activity as a button does, and opens what it returns.
     * The second click of a double click is none of its own: it is dropped here
     * while the first one runs, and later by the server, which moves an activity
     * from the deadline the user saw only.
     */
    async runActivityButton(name) {
        if (this.isButtonRunning) {
            return;
        }
        this.isButtonRunning = true;
        try {
            await this.store.env.services.action.doActionButton({
                type: "object",
                name,
                resModel: "mail.activity",
                resId: this.id,
                context: user.context,
                buttonContext:
                    name === "action_snooze"
                        ? {crm_plus_seen_deadline: serializeDate(this.date_deadline)}
                        : {},
            });
        } finally {
            this.isButtonRunning = false;
        }
    },
});

patch(Activity.prototype, {
    async onClickActivityButton(name) {
        const thread = this.thread;
        await this.props.activity.runActivityButton(name);
        this.props.onActivityChanged(thread);
        await thread.fetchNewMessages();
    },

    /** Leaves for the calendar: nothing here is to be refreshed. */
    async onClickMissedReschedule() {
        await this.props.activity.runActivityButton("action_reschedule");
    },
});

patch(ActivityListPopoverItem.prototype, {
    async onClickActivityButton(name) {
        await this.props.activity.runActivityButton(name);
        this.props.onActivityChanged?.();
    },

    async onClickMissedReschedule() {
        await this.props.activity.runActivityButton("action_reschedule");
    },
});

patch(ActivityMenu.prototype, {
    openActivityGroup(group, filter = "all", newWindow) {
        if (!group.is_team_queue) {
            return super.openActivityGroup(...arguments);
        }
        const filters = {
            overdue: "filter_date_deadline_past",
            today: "filter_date_deadline_today",
            upcoming_all: "filter_date_deadline_future",
        };
        this.dropdown.close();
        this.action.doAction("crm_plus.mail_activity_action_queue", {
            newWindow,
            clearBreadcrumbs: true,
            additionalContext: filters[filter]
                ? {[`search_default_${filters[filter]}`]: 1}
                : {},
        });
    },
});

import {Component, onWillStart, useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {deserializeDate, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const {DateTime} = luxon;

/**
 * The plan of the day: sections of items in the order of their value at risk.
 * Items are ticked off in place and stay, struck through, until tomorrow.
 */
export class MyDay extends Component {
    static template = "crm_plus.MyDay";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({
            day: null,
            byValue: false,
            userId: this.props.state?.userId || false,
            busy: false,
        });
        this.env.config.setDisplayName(_t("My Day"));
        onWillStart(() => this.load());
    }

    async load() {
        this.state.day = await this.orm.call("crm.plus.my.day", "get_my_day", [
            this.state.userId,
        ]);
    }

    /** One list of all sections, the most valuable first, when so chosen. */
    get sections() {
        const {sections} = this.state.day;
        if (!this.state.byValue || !sections.length) {
            return sections;
        }
        const items = sections
            .flatMap((section) => section.items)
            .sort((a, b) => a.done - b.done || b.value_at_risk - a.value_at_risk);
        const open = items.filter((item) => !item.done);
        return [
            {
                key: "all",
                title: _t("By Value at Risk"),
                items,
                open_count: open.length,
                revenue: this.state.day.revenue,
            },
        ];
    }

    get nothingLeft() {
        return !this.state.day.open_count;
    }

    /** The day in the calendar of the language, like all dates of the client. */
    get title() {
        return deserializeDate(this.state.day.date).toLocaleString({
            weekday: "long",
            day: "numeric",
            month: "long",
        });
    }

    /** The hour of the person whose day it is, written like all hours of the client. */
    formatTime(time) {
        const tz = "utc"; // it is local already
        return toLocaleDateTimeString(DateTime.fromISO(time, {zone: tz}), {
            showDate: false,
            tz,
        });
    }

    formatAmount(amount) {
        return formatCurrency(amount, this.state.day.currency_id, {digits: [16, 0]});
    }

    getTickLabel(item) {
        return item.done ? _t("Done") : _t("Mark as done");
    }

    getRiskLabel(item) {
        return _t("%(amount)s at risk", {
            amount: this.formatAmount(item.value_at_risk),
        });
    }

    getSubtitles(item) {
        return [item.document, item.partner].filter(Boolean);
    }

    async onSelectMember(ev) {
        this.state.userId = Number(ev.target.value) || false;
        await this.load();
    }

    onToggleOrder(byValue) {
        this.state.byValue = byValue;
    }

    async onTick(item) {
        if (!item.tick || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call(item.tick.model, item.tick.method, [[item.tick.id]]);
            await this.load();
        } finally {
            this.state.busy = false;
        }
    }

    onActivityButton(item, name) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel: "mail.activity",
            resId: item.activity_id,
            onClose: () => this.load(),
        });
    }

    onSchedule(item) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Schedule Activity"),
                res_model: "mail.activity.schedule",
                views: [[false, "form"]],
                target: "new",
                context: {
                    active_id: item.res_id,
                    active_ids: [item.res_id],
                    active_model: item.model,
                },
            },
            {onClose: () => this.load()}
        );
    }

    async onOpen(item) {
        if (item.activity_id && item.section !== "meeting") {
            const action = await this.orm.call(
                "mail.activity",
                "action_open_document",
                [[item.activity_id]]
            );
            return this.action.doAction(action);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: item.model,
            res_id: item.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_plus_my_day", MyDay);

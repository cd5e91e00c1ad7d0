import "@crm/views/crm_form/crm_form";
import {CrmKanbanDynamicGroupList} from "@crm/views/crm_kanban/crm_kanban_model";
import {registry} from "@web/core/registry";
import {patch} from "@web/core/utils/patch";
import {session} from "@web/session";

/**
 * Ask why a deal was won that was dragged (or moved by the status bar) to a won
 * stage, where the settings want it; the Won button asks by itself.
 */
async function askWonReason(model, resId, reload) {
    if (!session.crm_plus_ask_won_reason) {
        return;
    }
    const action = await model.orm.call("crm.lead", "get_won_reason_action", [[resId]]);
    if (action) {
        await model.env.services.action.doAction(action, {onClose: reload});
    }
}

patch(CrmKanbanDynamicGroupList.prototype, {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const source = this.groups.find((group) => group.id === dataGroupId);
        const record = source?.list.records.find((rec) => rec.id === dataRecordId);
        await super.moveRecord(...arguments);
        if (
            record &&
            dataGroupId !== targetGroupId &&
            source.groupByField.name === "stage_id"
        ) {
            await askWonReason(this.model, record.resId, () => this.model.load());
        }
    },
});

const CrmFormRecord = registry.category("views").get("crm_form").Model.Record;

patch(CrmFormRecord.prototype, {
    async _save() {
        const moved =
            this.resModel === "crm.lead" &&
            "stage_id" in this._changes &&
            this._values.stage_id !== this.data.stage_id;
        const result = await super._save(...arguments);
        if (moved && result && this.resId) {
            await askWonReason(this.model, this.resId, () => this.model.load());
        }
        return result;
    },
});

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.message.MessageRecord;

/** A record of a message as a JSON object: what the control channel and the journal show. */
final class RecordView {
  private RecordView() {}

  static Map<String, Object> of(MessageRecord record) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("sequence", record.sequence());
    view.put("at", record.at().toString());
    view.put("state", record.state().name().toLowerCase(Locale.ROOT));
    view.put("id", record.messageId());
    view.put("type", record.typeName());
    view.put("from", record.sender().toString());
    record.target().ifPresent(target -> view.put("to", target.toString()));
    view.put("created_at", record.createdAt().toString());
    view.put("text", record.text());
    view.put("fallback", record.fallback());
    if (!record.detail().isEmpty()) {
      view.put("detail", record.detail());
    }
    return view;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonParser;
import org.chaoschain.message.json.core.JsonValue;

/** The description of the interface, read once. */
final class OpenApi {
  private static final JsonValue DOCUMENT = read();

  private OpenApi() {}

  static JsonValue document() {
    return DOCUMENT;
  }

  private static JsonValue read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      return JsonParser.parse(Bytes.wrap(in.readAllBytes()), JsonLimits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonFormException e) {
      throw new IllegalStateException("the document of the bundle is no JSON", e);
    }
  }
}

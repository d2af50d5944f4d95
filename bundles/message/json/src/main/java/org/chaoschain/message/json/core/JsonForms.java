// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import org.chaoschain.api.bytes.Bytes;

/**
 * The forms with the limits of this node, a service: for whoever takes JSON from outside. What is
 * refused is counted. Safe for use by many threads.
 */
public interface JsonForms {
  /** The limits in force. */
  JsonLimits limits();

  /**
   * Reads a text as {@link JsonMessages#read} does.
   *
   * @param utf8 the whole text
   * @param maxBytes how many bytes it may have here, if that is less than the limit in force
   * @throws JsonFormException if it is none of the forms; it has been counted
   */
  JsonMessages.Read read(Bytes utf8, int maxBytes) throws JsonFormException;

  /** The JSON Schemas of the forms. */
  JsonSchemas schemas();
}

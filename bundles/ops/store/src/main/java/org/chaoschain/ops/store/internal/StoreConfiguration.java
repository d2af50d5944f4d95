// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator may set of the store. */
@ObjectClassDefinition(name = "Store", description = "What the node keeps on its disk")
@interface StoreConfiguration {
  /** The PID that all components of this bundle share. */
  String PID = "org.chaoschain.ops.store";

  @AttributeDefinition(description = "All keys and values together; writes beyond it are refused")
  String max_bytes() default "1GiB";

  @AttributeDefinition(description = "The keys and values of one bundle")
  String max_owner_bytes() default "512MiB";

  @AttributeDefinition(description = "A key")
  String max_key_bytes() default "1KiB";

  @AttributeDefinition(description = "A value")
  String max_value_bytes() default "16MiB";

  @AttributeDefinition(
      description = "Spaces of all bundles, open or not",
      min = "1",
      max = "100000")
  int max_spaces() default 256;

  @AttributeDefinition(description = "Keys and values that are not on the disk yet")
  String max_pending_bytes() default "64MiB";

  @AttributeDefinition(description = "Pages of the file that are kept in memory")
  String cache() default "4MiB";

  @AttributeDefinition(
      description = "Within which a write that does not wait for the disk is there all the same")
  String interval() default "1s";

  @AttributeDefinition(description = "How often space of overwritten content is given back")
  String compact_interval() default "4s";
}

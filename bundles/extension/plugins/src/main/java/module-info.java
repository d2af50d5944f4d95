// SPDX-License-Identifier: Apache-2.0
/** Deploys plugins in the running node: checks files, keeps them, swaps generations. */
module org.chaoschain.extension.plugins {
  requires transitive org.chaoschain.api;
  requires com.google.gson;
  requires org.chaoschain.extension.signing;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.dto;
  requires static org.osgi.framework;
  requires static org.osgi.resource;
  requires static org.osgi.service.component;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
}

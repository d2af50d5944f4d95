// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.apache.felix.utils.resource.ResourceImpl;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;

/** A jar that is a bundle, with what it requires and provides. Equal to itself alone. */
final class BundleResource extends ResourceImpl {
  private final Coordinates id;
  private final String symbolicName;
  private final Version version;
  private final Path file;
  private final BundleRepository.Origin origin;

  private BundleResource(
      Coordinates id,
      String symbolicName,
      Version version,
      Path file,
      BundleRepository.Origin origin) {
    this.id = id;
    this.symbolicName = symbolicName;
    this.version = version;
    this.file = file;
    this.origin = origin;
  }

  /**
   * A bundle of these headers.
   *
   * @param components what its component descriptions add
   * @throws BundleException if the headers are malformed
   */
  static BundleResource of(
      Coordinates id,
      Path file,
      BundleRepository.Origin origin,
      Map<String, String> headers,
      ComponentDescriptions components)
      throws BundleException {
    String name = headers.get("Bundle-SymbolicName");
    int end = name.indexOf(';');
    BundleResource bundle =
        new BundleResource(
            id,
            (end < 0 ? name : name.substring(0, end)).strip(),
            Version.parseVersion(headers.get("Bundle-Version")),
            file,
            origin);
    ResourceBuilder.build(bundle, file.toString(), headers);
    components.addTo(bundle);
    return bundle;
  }

  Coordinates id() {
    return id;
  }

  String symbolicName() {
    return symbolicName;
  }

  Version version() {
    return version;
  }

  Path file() {
    return file;
  }

  BundleRepository.Origin origin() {
    return origin;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return id.toString();
  }
}

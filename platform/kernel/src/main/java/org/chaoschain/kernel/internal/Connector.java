// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Connects bundles whose jars are on the class path with the class loader of the class path (OSGi
 * Connect, Core 8, chapter 60), for which the virtual machine archives linked classes, lambdas and
 * profiles; it does so for no bundle's own loader.
 *
 * <p>That loader does not follow wires. So a bundle is connected only while all it is wired to is
 * the framework or connected as well, and only from the start of the node until it is resolved
 * anew: who refreshes a bundle, as an update or a removal of what it is wired to does, gives it a
 * loader of its own, and with it all that is wired to it.
 */
final class Connector implements ModuleConnector {
  /** How the locations of bundles begin that may be connected. */
  static final String LOCATION = "connect:";

  private final Set<Path> jars;
  private final ClassLoader loader;
  private final FileFacts facts;
  private final Map<Path, String> locations = new ConcurrentHashMap<>();
  private final Set<String> met = ConcurrentHashMap.newKeySet();
  private volatile Set<String> connecting = Set.of();

  /**
   * Connects bundles of these jars.
   *
   * @param loader the one that has their classes
   * @param facts what is known of them
   */
  Connector(Set<Path> jars, ClassLoader loader, FileFacts facts) {
    this.jars = jars;
    this.loader = loader;
    this.facts = facts;
  }

  /**
   * Connects bundles whose jars are on the class path, or on the boot class path as far as the
   * property {@code chaos.boot.path} names it.
   */
  static Connector ofClassPath(FileFacts facts) {
    Set<Path> jars = new HashSet<>();
    for (String property : new String[] {"java.class.path", "chaos.boot.path"}) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (entry.endsWith(".jar")) {
          jars.add(Path.of(entry));
        }
      }
    }
    return new Connector(jars, Connector.class.getClassLoader(), facts);
  }

  /**
   * Where the framework finds a bundle. A jar with other jars or native code in it is not
   * connected: the class path does not see them.
   *
   * @throws IOException if the jar's manifest cannot be read
   */
  String location(Path jar) throws IOException {
    String known = locations.get(jar);
    if (known == null) {
      known = (connectable(jar) ? LOCATION : "reference:") + jar.toUri();
      locations.put(jar, known);
    }
    return known;
  }

  private boolean connectable(Path jar) throws IOException {
    if (!jars.contains(jar)) {
      return false;
    }
    Map<String, String> headers = facts.get(jar, new Manifests());
    return headers.getOrDefault(Constants.BUNDLE_CLASSPATH, ".").strip().equals(".")
        && !headers.containsKey(Constants.BUNDLE_NATIVECODE);
  }

  @Override
  public void initialize(File storage, Map<String, String> configuration) {
    // nothing depends on it
  }

  /** What a location stands for; what is known of its jar counts for the first time alone. */
  @Override
  public Optional<ConnectModule> connect(String location) throws BundleException {
    if (!location.startsWith(LOCATION)) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(URI.create(location.substring(LOCATION.length())));
      Optional<Map<String, String>> headers =
          met.add(location) ? Optional.of(facts.get(jar, new Manifests())) : Optional.empty();
      ConnectedJar content = new ConnectedJar(jar, headers, () -> loaderOf(location));
      return Optional.of(() -> content);
    } catch (IOException | RuntimeException e) {
      throw new BundleException(location + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<ClassLoader> loaderOf(String location) {
    return connecting.contains(location) ? Optional.of(loader) : Optional.empty();
  }

  @Override
  public Optional<BundleActivator> newBundleActivator() {
    return Optional.empty();
  }

  /**
   * Connects those of the bundles that may be, once they have been resolved and before any class of
   * theirs is asked for. Each keeps the loader for as long as its wires are these.
   *
   * @return how many there are
   */
  int connect(Collection<Bundle> bundles) {
    Set<Bundle> chosen = new HashSet<>();
    for (Bundle bundle : bundles) {
      if (bundle.getLocation().startsWith(LOCATION) && wiring(bundle) != null) {
        chosen.add(bundle);
      }
    }
    boolean all;
    do {
      all = true;
      for (Iterator<Bundle> each = chosen.iterator(); each.hasNext(); ) {
        if (!closed(wiring(each.next()), chosen)) {
          each.remove();
          all = false;
        }
      }
    } while (!all);
    connecting = chosen.stream().map(Bundle::getLocation).collect(Collectors.toSet());
    try {
      // the framework asks for the loader here, and never again for this wiring
      chosen.forEach(bundle -> Objects.requireNonNullElse(wiring(bundle).getClassLoader(), loader));
    } finally {
      connecting = Set.of();
    }
    return chosen.size();
  }

  private static BundleWiring wiring(Bundle bundle) {
    return bundle.adapt(BundleWiring.class);
  }

  /** Whether all that the wiring takes classes from is the framework or among the chosen ones. */
  private static boolean closed(BundleWiring wiring, Set<Bundle> chosen) {
    for (BundleWire wire : wiring.getRequiredWires(null)) {
      if (!within(wire.getProvider().getBundle(), chosen)) {
        return false;
      }
    }
    for (BundleWire fragment : wiring.getProvidedWires(HostNamespace.HOST_NAMESPACE)) {
      if (!within(fragment.getRequirer().getBundle(), chosen)) {
        return false;
      }
    }
    return true;
  }

  private static boolean within(Bundle bundle, Set<Bundle> chosen) {
    return bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID || chosen.contains(bundle);
  }
}

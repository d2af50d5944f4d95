// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.chaoschain.extension.plugins.internal.pf4j.Carrier;
import org.chaoschain.extension.plugins.internal.pf4j.Pf4jPlugin;
import org.chaoschain.extension.plugins.internal.pf4j.PluginClasses;
import org.chaoschain.extension.plugins.internal.pf4j.UnpackedNames;
import org.chaoschain.extension.plugins.internal.pf4j.ZipDirectory;

/**
 * Looks at a PF4J plugin, after {@link JarCheck} has found its entries whole: at what it says of
 * itself, at the jars in it, at its extensions, and at everything by which a class loader could be
 * led to code that was not checked. Nothing is unpacked under a name of its own. For one thread.
 */
final class Pf4jCheck {
  private static final String LINKED = "META-INF/INDEX.LIST";
  private static final String PF4J = "org/pf4j/";
  private static final String PLATFORM = "org/chaoschain/api/";
  private static final String PROVIDED = "give it the scope provided and do not pack it";

  private final JarCheck entries;
  private final JarCheck.Tally tally;

  Pf4jCheck(JarCheck entries, JarCheck.Tally tally) {
    this.entries = entries;
    this.tally = tally;
  }

  /** Names what is missing in a file that looks as if it should be a PF4J plugin. */
  static void refuseNameless(String file, JarFile jar) throws IOException, RejectedPluginException {
    Manifest manifest = jar.getManifest();
    Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
    boolean meant =
        jar.getEntry(Pf4jPlugin.INDEX) != null
            || jar.getEntry("classes/" + Pf4jPlugin.INDEX) != null
            || main.getValue("Plugin-Version") != null
            || main.getValue("Plugin-Class") != null;
    if (meant && main.getValue("Bundle-SymbolicName") == null) {
      throw wrong(
          file,
          "looks like a PF4J plugin and has no name: write Plugin-Id and Plugin-Version into its manifest, or plugin.id and plugin.version into plugin.properties");
    }
    if (main.getValue(Carrier.FILE) != null) {
      throw wrong(
          file,
          "has the header %s, which is the node's own; deploy the PF4J plugin itself"
              .formatted(Carrier.FILE));
    }
  }

  PluginFile check(String file, PluginStore.Staged staged, JarFile jar, Pf4jPlugin plugin)
      throws IOException, RejectedPluginException {
    checkHeaders(file, plugin);
    if (plugin.layout() == Pf4jPlugin.Layout.ZIP) {
      checkNames(file, staged.path(), jar);
    }
    Deque<Nested> nested = new ArrayDeque<>();
    try {
      PluginClasses classes = new PluginClasses();
      checkPart(file, jar, plugin.root());
      classes.add(jar, plugin.root());
      if (plugin.layout() == Pf4jPlugin.Layout.ZIP) {
        for (String name : libraries(jar)) {
          Nested library = Nested.open(jar, name, staged.path(), nested.size());
          nested.push(library);
          checkLibrary(file + "!" + name, library.jar());
          classes.add(library.jar(), "");
        }
      }
      Attributes main = new Attributes();
      plugin.headers().forEach(main::putValue);
      PluginFile.StateForm state = ManifestCheck.state(file, main);
      if (state.migration().isPresent() && !classes.has(state.migration().get())) {
        throw wrong(
            file,
            "names the migration %s, and has no such class".formatted(state.migration().get()));
      }
      return new PluginFile(
          plugin.id(),
          plugin.bundleVersion(),
          staged.sha256(),
          Files.size(staged.path()),
          false,
          List.copyOf(services(file, classes)),
          ManifestCheck.capabilities(file, main),
          state,
          List.of(),
          List.of());
    } finally {
      for (Nested each : nested) {
        each.close();
      }
    }
  }

  private static void checkHeaders(String file, Pf4jPlugin plugin) throws RejectedPluginException {
    for (Map.Entry<String, String> header : plugin.headers().entrySet()) {
      if (!Pf4jPlugin.isLine(header.getValue())) {
        throw wrong(
            file,
            "has a %s of more than one line or of more than 4096 characters"
                .formatted(header.getKey()));
      }
    }
    if (!ManifestCheck.isName(plugin.id())) {
      throw wrong(
          file,
          "has a Plugin-Id that is no name of up to %d letters, digits, '.', '_', '-': '%s'"
              .formatted(ManifestCheck.MAX_NAME, JarCheck.shown(plugin.id())));
    }
    if (plugin.version().isEmpty()) {
      throw wrong(file, "has no Plugin-Version; generations of a plugin are told apart by it");
    }
    try {
      plugin.bundleVersion();
    } catch (IllegalArgumentException e) {
      throw wrong(
          file,
          "has the Plugin-Version '%s'; %s"
              .formatted(JarCheck.shown(plugin.version()), e.getMessage()));
    }
    if (!plugin.dependencies().isEmpty()) {
      throw wrong(
          file,
          "depends on other plugins (Plugin-Dependencies: %s), which a PF4J plugin cannot here, since each is swapped alone; pack what it needs into its zip under lib/, or write bundles"
              .formatted(JarCheck.shown(plugin.dependencies())));
    }
  }

  private static void checkNames(String file, Path path, JarFile jar)
      throws IOException, RejectedPluginException {
    UnpackedNames names = new UnpackedNames();
    for (ZipEntry entry : Collections.list(jar.entries())) {
      var problem = names.add(entry.getName());
      if (problem.isPresent()) {
        throw wrong(
            file,
            "has an entry that cannot be unpacked everywhere: %s %s"
                .formatted(JarCheck.shown(entry.getName()), problem.get()));
      }
    }
    List<String> links = ZipDirectory.links(path);
    if (!links.isEmpty()) {
      throw wrong(
          file,
          "has an entry that is a symbolic link: %s; pack what it points to"
              .formatted(JarCheck.shown(links.get(0))));
    }
  }

  private void checkLibrary(String file, JarFile library)
      throws IOException, RejectedPluginException {
    entries.checkEntries(file, library, tally, EntryWitness.NONE);
    checkPart(file, library, "");
  }

  /** Looks for what leads a class loader elsewhere, and for copies of what the node offers. */
  private static void checkPart(String file, JarFile jar, String root)
      throws IOException, RejectedPluginException {
    for (ZipEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      String path = name.startsWith(root) ? name.substring(root.length()) : "";
      if (path.startsWith(PF4J) && path.endsWith(".class")) {
        throw wrong(
            file, "carries a copy of PF4J (%s); ".formatted(JarCheck.shown(name)) + PROVIDED);
      }
      if (path.startsWith(PLATFORM) && path.endsWith(".class")) {
        throw wrong(
            file,
            "carries a copy of the platform's class %s; ".formatted(JarCheck.shown(name))
                + PROVIDED);
      }
      if (path.equals(LINKED)) {
        throw wrong(
            file, "has a " + LINKED + ", which leads class loaders elsewhere; leave it out");
      }
    }
    ZipEntry manifest = jar.getEntry(root + JarFile.MANIFEST_NAME);
    if (manifest != null) {
      try (InputStream in = jar.getInputStream(manifest)) {
        checkClassPath(file, new Manifest(in).getMainAttributes().getValue("Class-Path"));
      }
    }
  }

  /** Names beside the file are harmless: the folder it is loaded from holds what was checked. */
  private static void checkClassPath(String file, String classPath) throws RejectedPluginException {
    if (classPath == null) {
      return;
    }
    for (String each : classPath.strip().split("\\s+", -1)) {
      if (!each.matches("[A-Za-z0-9._+-]*") || each.startsWith("..")) {
        throw wrong(
            file,
            "has a Class-Path in its manifest that leads to code which was not checked: %s; leave it out"
                .formatted(JarCheck.shown(each)));
      }
    }
  }

  /** The types of services that its extensions will be. */
  private static SortedSet<String> services(String file, PluginClasses classes)
      throws IOException, RejectedPluginException {
    List<String> extensions =
        classes
            .extensions()
            .orElseThrow(
                () ->
                    wrong(
                        file,
                        "has no "
                            + Pf4jPlugin.INDEX
                            + ": PF4J's annotation processor did not run. Annotate the extensions with @Extension, and tell the compiler to run it, since from JDK 23 on it runs none unasked: <proc>full</proc>, or -processor org.pf4j.processor.ExtensionAnnotationProcessor"));
    if (extensions.isEmpty()) {
      throw wrong(
          file, "names no extension in " + Pf4jPlugin.INDEX + "; annotate one with @Extension");
    }
    SortedSet<String> services = new TreeSet<>();
    for (String extension : extensions) {
      if (!classes.has(extension)) {
        throw wrong(
            file,
            "names the extension %s in %s, and has no such class; build it anew from clean"
                .formatted(JarCheck.shown(extension), Pf4jPlugin.INDEX));
      }
      services.addAll(classes.platformTypes(extension));
    }
    return services;
  }

  private static List<String> libraries(JarFile jar) {
    return jar.stream()
        .map(ZipEntry::getName)
        .filter(Pf4jPlugin::isLibrary)
        .sorted()
        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
  }

  /** A jar inside the file, copied out under a name of ours, to be looked at by its directory. */
  private record Nested(Path copy, JarFile jar) {
    static Nested open(JarFile outer, String name, Path beside, int number) throws IOException {
      Path copy = beside.resolveSibling("nested-" + number + ".tmp");
      try (InputStream in = outer.getInputStream(outer.getEntry(name))) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      try {
        return new Nested(copy, new JarFile(copy.toFile(), false));
      } catch (IOException e) {
        Files.delete(copy);
        throw new IOException("the jar %s in it is broken: %s".formatted(name, e.getMessage()), e);
      }
    }

    void close() throws IOException {
      jar.close();
      Files.delete(copy);
    }
  }

  private static RejectedPluginException wrong(String file, String reason) {
    return RejectedPluginException.wrong(file, reason);
  }
}

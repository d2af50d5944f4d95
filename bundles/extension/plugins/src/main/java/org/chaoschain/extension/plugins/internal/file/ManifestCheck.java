// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.api.isolation.Capability;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Checks what a jar says of itself. */
final class ManifestCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final Pattern SINGLETON = Pattern.compile("singleton\\s*:=\\s*\"?true\"?");
  private static final Pattern SERVICE =
      Pattern.compile("osgi\\.service\\s*;[^,]*?objectClass:List<String>=(\"[^\"]*\"|[^,;]+)");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
  private static final Pattern PLATFORM_PACKAGE =
      Pattern.compile(
          "(?:^|[,;])\\s*(org\\.chaoschain\\.(?:p2p\\.)?api(?:\\.[\\w.]+)?)\\s*(?=[,;]|$)");
  private static final Pattern STATE_VERSION = Pattern.compile("[1-9][0-9]{0,5}");
  private static final Pattern CLASS =
      Pattern.compile(
          "[\\p{L}_$][\\p{L}\\p{N}_$]{0,99}(\\.[\\p{L}_$][\\p{L}\\p{N}_$]{0,99}){0,20}");
  private static final String HOOKS = "org.osgi.framework.hooks";
  private static final Set<String> FRAMEWORK =
      Set.of(Constants.SYSTEM_BUNDLE_SYMBOLICNAME, "org.apache.felix.framework");

  /** Characters of a plugin's name. */
  static final int MAX_NAME = 128;

  private ManifestCheck() {}

  /** Whether a plugin can have that name. */
  static boolean isName(String text) {
    return text.length() <= MAX_NAME && NAME.matcher(text).matches();
  }

  static PluginFile check(String file, Attributes main, String sha256, long bytes)
      throws RejectedPluginException {
    String header = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (header == null) {
      throw wrong(
          file,
          "is no bundle: its manifest has no Bundle-SymbolicName; build it with bnd, as"
              + " docs/plugins shows");
    }
    if (!"2".equals(main.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
      throw wrong(file, "is no bundle: Bundle-ManifestVersion is not 2; build it with bnd");
    }
    String name = header.split(";", 2)[0].strip();
    if (!isName(name)) {
      throw wrong(
          file,
          "has a Bundle-SymbolicName that is no name of up to %d letters, digits, '.', '_', '-': '%s'"
              .formatted(MAX_NAME, name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name));
    }
    if (main.getValue(Constants.FRAGMENT_HOST) != null) {
      throw wrong(
          file,
          "is a fragment of %s; a plugin is a bundle of its own, and cannot add to another bundle or to the framework"
              .formatted(main.getValue(Constants.FRAGMENT_HOST).strip()));
    }
    checkExports(file, main.getValue(Constants.EXPORT_PACKAGE));
    checkWaysToHooks(file, main);
    return new PluginFile(
        name,
        version(file, main),
        sha256,
        bytes,
        SINGLETON.matcher(header).find(),
        services(main.getValue(Constants.PROVIDE_CAPABILITY)),
        capabilities(file, main),
        state(file, main),
        imports(file, main),
        PackageClause.parse(main.getValue(Constants.EXPORT_PACKAGE)));
  }

  /** What a manifest declares that the plugin does. */
  static List<Capability> capabilities(String file, Attributes main)
      throws RejectedPluginException {
    try {
      return CapabilityHeader.parse(main.getValue(CapabilityHeader.NAME));
    } catch (CapabilityHeader.SyntaxException e) {
      throw wrong(
          file,
          "has a header %s that is wrong: %s".formatted(CapabilityHeader.NAME, e.getMessage()));
    }
  }

  private static List<PackageClause> imports(String file, Attributes main)
      throws RejectedPluginException {
    List<PackageClause> imports = PackageClause.parse(main.getValue(Constants.IMPORT_PACKAGE));
    for (PackageClause each : imports) {
      if (each.name().startsWith(HOOKS)) {
        throw wrong(
            file,
            "imports %s; hooks of the framework are not for plugins, take it out of Import-Package"
                .formatted(each.name()));
      }
      try {
        new VersionRange(each.version().isEmpty() ? "0" : each.version());
      } catch (IllegalArgumentException e) {
        throw wrong(
            file,
            "imports %s in version '%s', which is no version range such as [1.0,2)"
                .formatted(each.name(), each.version()));
      }
    }
    return imports;
  }

  /** Import-Package is not the only way to the packages of the framework. */
  private static void checkWaysToHooks(String file, Attributes main)
      throws RejectedPluginException {
    for (PackageClause each : PackageClause.parse(main.getValue(Constants.DYNAMICIMPORT_PACKAGE))) {
      String name = each.name();
      boolean all = name.equals("*");
      boolean below = name.endsWith(".*") && HOOKS.startsWith(name.substring(0, name.length() - 2));
      if (all || below || name.startsWith(HOOKS)) {
        throw wrong(
            file,
            "imports '%s' dynamically, and with it %s; hooks of the framework are not for plugins, name the packages it needs in DynamicImport-Package"
                .formatted(name, HOOKS));
      }
    }
    for (PackageClause each : PackageClause.parse(main.getValue(Constants.REQUIRE_BUNDLE))) {
      if (FRAMEWORK.contains(each.name())) {
        throw wrong(
            file,
            "requires the bundle %s, and with it all packages of the framework; name those it needs in Import-Package"
                .formatted(each.name()));
      }
    }
  }

  /** What a manifest says of the plugin's data. */
  static PluginFile.StateForm state(String file, Attributes main) throws RejectedPluginException {
    String version = main.getValue(PluginFile.StateForm.VERSION_HEADER);
    String migration = main.getValue(PluginFile.StateForm.MIGRATION_HEADER);
    if (version != null && !STATE_VERSION.matcher(version.strip()).matches()) {
      throw wrong(
          file,
          "has the %s '%s'; it is a whole number from 1 to 999999"
              .formatted(PluginFile.StateForm.VERSION_HEADER, version));
    }
    if (migration != null && !CLASS.matcher(migration.strip()).matches()) {
      throw wrong(
          file,
          "has the %s '%s'; it is the full name of a class, such as org.example.Migration"
              .formatted(PluginFile.StateForm.MIGRATION_HEADER, migration));
    }
    return new PluginFile.StateForm(
        version == null ? 1 : Integer.parseInt(version.strip()),
        Optional.ofNullable(migration).map(String::strip));
  }

  /** A second provider of the platform's packages would keep plugins that come later from it. */
  private static void checkExports(String file, String exports) throws RejectedPluginException {
    if (exports == null) {
      return;
    }
    Matcher platform = PLATFORM_PACKAGE.matcher(QUOTED.matcher(exports).replaceAll(""));
    if (platform.find()) {
      throw wrong(
          file,
          "exports the platform's package %s; import it, and take it out of Export-Package"
              .formatted(platform.group(1)));
    }
  }

  private static Version version(String file, Attributes main) throws RejectedPluginException {
    String text = main.getValue(Constants.BUNDLE_VERSION);
    if (text == null) {
      throw wrong(file, "has no Bundle-Version; generations of a plugin are told apart by it");
    }
    try {
      return Version.parseVersion(text);
    } catch (IllegalArgumentException e) {
      throw wrong(
          file, "has the Bundle-Version '%s'; the form is 1.2.3 or 1.2.3.word".formatted(text));
    }
  }

  private static List<String> services(String capabilities) {
    if (capabilities == null) {
      return List.of();
    }
    Matcher matcher = SERVICE.matcher(capabilities);
    return matcher
        .results()
        .flatMap(found -> java.util.Arrays.stream(found.group(1).replace("\"", "").split(",")))
        .map(String::strip)
        .distinct()
        .sorted()
        .toList();
  }

  private static RejectedPluginException wrong(String file, String reason) {
    return RejectedPluginException.wrong(file, reason);
  }
}

import java.io.FileInputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Holds files against a flavour: `Check ua1 one.pdf two.pdf`. Says each rule that one breaks; ends with 1 if any does. */
public class Check {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(args[0]);
        boolean broken = false;
        for (int at = 1; at < args.length; at++) {
            broken |= !holds(args[at], flavour);
        }
        System.exit(broken ? 1 : 0);
    }

    private static boolean holds(String path, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(path), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            TreeMap<String, String> rules = new TreeMap<>();
            for (TestAssertion each : result.getTestAssertions()) {
                if (each.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber();
                    rules.putIfAbsent(rule, each.getMessage() + " " + each.getLocation().getContext());
                }
            }
            System.out.println(path + " " + flavour.getId() + " " + (result.isCompliant() ? "passes" : "FAILS"));
            rules.forEach((rule, why) -> System.out.println("  " + rule + " " + why));
            return result.isCompliant();
        }
    }
}

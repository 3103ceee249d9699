import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Prints, for each file named, a line “file TAB clause TAB test TAB times” for every rule of PDF/UA-1 that it breaks. */
public class Verapdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile;
        try (InputStream rules = Verapdf.class.getResourceAsStream("/org/verapdf/pdfa/validation/PDFUA-1.xml")) {
            profile = Profiles.profileFromXml(rules);
        }
        for (String file : files) {
            try (InputStream pdf = new FileInputStream(file);
                    PDFAParser parser = Foundries.defaultInstance().createParser(pdf);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
                ValidationResult result = validator.validate(parser);
                Map<String, Integer> broken = new TreeMap<>();
                for (TestAssertion each : result.getTestAssertions()) {
                    String rule = each.getRuleId().getClause() + "\t" + each.getRuleId().getTestNumber();
                    broken.merge(rule + "\t" + each.getMessage().replaceAll("\\s+", " "), 1, Integer::sum);
                }
                broken.forEach((rule, times) -> System.out.println(file + "\t" + rule + "\t" + times));
                System.out.println(file + "\tchecked\t" + result.getTotalAssertions());
            }
        }
    }
}

package peer;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The servers that run.ts started, and Jakarta Mail set up for them as it is for Microsoft 365. */
final class Peer {
    private final Properties settings = new Properties();
    private final SSLSocketFactory sockets;

    Peer() throws IOException, GeneralSecurityException {
        String file = System.getenv("MAIL_PEER_SETTINGS");
        if (file == null) {
            throw new IllegalStateException("Run this by: npm run test:interop");
        }
        try (InputStream input = Files.newInputStream(Path.of(file))) {
            settings.load(input);
        }
        sockets = trusting(Path.of(setting("authority")));
    }

    String setting(String name) {
        return settings.getProperty(name);
    }

    /** IMAP, TLS from the start. */
    Session imap() {
        return Session.getInstance(common("imaps"));
    }

    /** POP, TLS from the start; Exchange Online knows XOAUTH2 in two lines alone, which Jakarta Mail has to be told. */
    Session pop(boolean twoLines) {
        Properties properties = common("pop3s");
        properties.put("mail.pop3s.auth.xoauth2.two.line.authentication.format", String.valueOf(twoLines));
        return Session.getInstance(properties);
    }

    /** SMTP submission, TLS by STARTTLS. */
    Session smtp() {
        Properties properties = common("smtp");
        properties.put("mail.smtp.auth", "true");
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        return Session.getInstance(properties);
    }

    Store connected(Session session, String protocol, String user, String token) throws MessagingException {
        Store store = session.getStore(protocol);
        store.connect(user, token);
        return store;
    }

    Folder inbox(Store store, int mode) throws MessagingException {
        Folder folder = store.getFolder("INBOX");
        folder.open(mode);
        return folder;
    }

    private Properties common(String protocol) {
        String prefix = "mail." + protocol + ".";
        Properties properties = new Properties();
        properties.put(prefix + "host", setting("host"));
        properties.put(prefix + "port", setting(protocol + ".port"));
        properties.put(prefix + "auth.mechanisms", "XOAUTH2");
        properties.put(prefix + "ssl.socketFactory", sockets);
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "connectiontimeout", "20000");
        properties.put(prefix + "timeout", "20000");
        return properties;
    }

    private static SSLSocketFactory trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream input = Files.newInputStream(authority)) {
            trusted.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(input));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}

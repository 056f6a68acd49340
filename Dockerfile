# Release image: one image, the command decides which process it is (see docker-compose.yml).
FROM node:24-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static static
COPY templates templates
COPY portal portal
RUN npm run build

FROM python:3.13-slim AS packages
COPY requirements/core.txt core.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r core.txt

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /app askproai
WORKDIR /app
COPY --from=packages /venv /venv
COPY --chown=askproai manage.py ./
COPY --chown=askproai askproai askproai
COPY --chown=askproai tenants tenants
COPY --chown=askproai booking booking
COPY --chown=askproai telephony telephony
COPY --chown=askproai notifications notifications
COPY --chown=askproai analytics analytics
COPY --chown=askproai portal portal
COPY --chown=askproai templates templates
COPY --chown=askproai static static
COPY --from=assets --chown=askproai /app/static/dist static/dist
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=askproai.settings.prod LOG_FORMAT=json
RUN mkdir staticfiles && chown askproai staticfiles
USER askproai
# Values for this step only: production refuses to start without keys, and collecting files needs none that lasts.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ASKPROAI_MASTER_KEY="$(python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())')" \
    ALLOWED_HOSTS=build.invalid ASKPROAI_PUBLIC_URL=https://build.invalid \
    DATABASE_URL=postgresql:///nowhere REDIS_URL=redis://nowhere \
    RETELL_API_KEY=build TWILIO_AUTH_TOKEN=build SENDGRID_API_KEY=build SENDGRID_WEBHOOK_PUBLIC_KEY=build \
    python manage.py collectstatic --noinput
EXPOSE 8000 8001
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "2", "--backpressure", "64", "askproai.wsgi:application"]
